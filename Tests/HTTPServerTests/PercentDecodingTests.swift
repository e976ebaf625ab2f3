import Testing

@testable import HTTPServer

struct PercentDecodingTests {
    enum Expected: Sendable, Equatable {
        case text(String)
        case failure(PercentDecoding.Failure)
    }

    @Test(arguments: [
        ("plain", Expected.text("plain")),
        ("", .text("")),
        ("a%20b", .text("a b")),
        ("a+b", .text("a+b")),
        ("%C3%A4", .text("ä")),
        ("%c3%a4", .text("ä")),
        ("%2525", .text("%25")),
        ("%252e%252e", .text("%2e%2e")),
        ("...", .text("...")),
        ("%", .failure(.malformed)),
        ("%2", .failure(.malformed)),
        ("%zz", .failure(.malformed)),
        ("%+1", .failure(.malformed)),
        ("%00", .failure(.refused)),
        ("a%0d%0ab", .failure(.refused)),
        ("%7f", .failure(.refused)),
        ("%2f", .failure(.refused)),
        ("%5C", .failure(.refused)),
        (".", .failure(.refused)),
        ("..", .failure(.refused)),
        ("%2e%2E", .failure(.refused)),
        (".%2e", .failure(.refused)),
        ("%ff", .failure(.refused)),
        ("%C0%AE", .failure(.refused)),
        ("%ED%A0%80", .failure(.refused)),
    ])
    func `a segment is decoded once and strictly`(text: String, expected: Expected) {
        do throws(PercentDecoding.Failure) {
            #expect(.text(try PercentDecoding.segment(Array(text.utf8)[...])) == expected)
        } catch {
            #expect(.failure(error) == expected)
        }
    }

    @Test func `a query is decoded like a form`() {
        let query = Query(Array("a=1&b=x+y%26z&a=2&c&d=%zz&e=%00&%61b=3&=4".utf8)[...])
        #expect(query["a"] == "1")
        #expect(query.values(of: "a") == ["1", "2"])
        #expect(query["b"] == "x y&z")
        #expect(query["c"] == "")
        #expect(query["d"] == nil)
        #expect(query["e"] == nil)
        #expect(query["ab"] == "3")
        #expect(query["f"] == nil)
    }
}
