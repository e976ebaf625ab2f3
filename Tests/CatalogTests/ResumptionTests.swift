import HTTPClient
import Testing

@testable import Catalog

struct ContentRangeTests {
    @Test func `the forms of RFC 9110 are read`() throws {
        let full = try #require(ContentRange("bytes 42-1233/1234"))
        #expect(full.first == 42 && full.last == 1233 && full.total == 1234)
        #expect(try #require(ContentRange("Bytes 0-0/*")).total == nil)
    }

    @Test(arguments: [
        "", "bytes", "bytes */1234", "bytes 5-4/10", "bytes 0-10/10", "bytes -5/10", "bytes 0-/10", "items 0-1/2",
        "bytes 0-1", "bytes 0-1/2/3", "bytes 0--1/2", "bytes 0-99999999999999999999/*", "bytes 1 - 2/3",
    ])
    func `anything else is not`(_ text: String) {
        #expect(ContentRange(text) == nil)
    }
}

struct ResumptionTests {
    private func head(_ status: Int, _ headers: HTTPHeaders) throws -> HTTPResponseHead {
        HTTPResponseHead(
            status: status, headers: headers, url: try URLPolicy.untrusted.validate("http://a.example/"), redirects: 0)
    }

    private func judge(
        first: HTTPHeaders, then status: Int, _ headers: HTTPHeaders, at position: UInt64 = 10
    ) throws -> Resumption {
        try MediaHead(head(200, first)).resumption(head(status, headers), at: position, maximumSkip: 1000)
    }

    @Test func `the rest from the right byte is taken`() throws {
        #expect(try judge(first: [:], then: 206, ["Content-Range": "bytes 10-19/20"]) == .atPosition)
        #expect(
            try judge(
                first: ["Content-Length": "20", "ETag": "\"a\""], then: 206,
                ["Content-Range": "bytes 10-19/20", "ETag": "\"a\""]) == .atPosition)
    }

    @Test func `another medium is noticed by tag, date or length`() throws {
        let rest: HTTPHeaders = ["Content-Range": "bytes 10-19/20"]
        for first: HTTPHeaders in [["Content-Length": "21"]] {
            #expect(throws: MediaFetchError.changed) { try judge(first: first, then: 206, rest) }
        }
        #expect(throws: MediaFetchError.changed) {
            try judge(first: ["ETag": "\"a\""], then: 200, ["ETag": "\"b\""])
        }
        #expect(throws: MediaFetchError.changed) {
            try judge(first: ["Last-Modified": "x"], then: 200, ["Last-Modified": "y"])
        }
        #expect(throws: MediaFetchError.changed) {
            try judge(first: [:], then: 206, ["Content-Range": "bytes 9-19/20"])
        }
        #expect(throws: MediaFetchError.changed) { try judge(first: [:], then: 206, [:]) }
    }

    @Test func `a whole answer is skipped through if it is surely the same`() throws {
        #expect(try judge(first: ["ETag": "\"a\""], then: 200, ["ETag": "\"a\""]) == .afterSkipping(10))
        #expect(try judge(first: ["Content-Length": "20"], then: 200, ["Content-Length": "20"]) == .afterSkipping(10))
        #expect(throws: MediaFetchError.notResumable) { try judge(first: [:], then: 200, [:]) }
        #expect(throws: MediaFetchError.notResumable) {
            try judge(first: ["ETag": "W/\"weak\""], then: 200, ["ETag": "W/\"weak\""])
        }
        #expect(throws: MediaFetchError.notResumable) {
            try judge(first: ["ETag": "\"a\""], then: 200, ["ETag": "\"a\""], at: 1001)
        }
    }

    @Test func `nothing behind the last byte is the end, before it a change`() throws {
        #expect(try judge(first: ["Content-Length": "10"], then: 416, [:]) == .ended)
        #expect(throws: MediaFetchError.changed) { try judge(first: ["Content-Length": "20"], then: 416, [:]) }
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504]) func `a passing status is tried again`(_ status: Int) throws {
        #expect(try judge(first: [:], then: status, ["Retry-After": "7"]) == .later(retryAfter: 7))
    }

    @Test(arguments: [204, 301, 400, 401, 403, 404, 410, 451, 501]) func `any other is final`(_ status: Int) {
        #expect(throws: MediaFetchError.status(status)) { try judge(first: [:], then: status, [:]) }
    }
}
