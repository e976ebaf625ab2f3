import Testing

@testable import Jobs

struct EventLinesTests {
    static let stream =
        "event: progress\ndata: {\"a\":1}\n\n:\n\ndata: two\r\ndata: lines\r\n\r\ndata:tight\n\nid: 4\n\ndata: unfinished\n"

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `events come out whole, however the bytes come in`(portion: Int) {
        var lines = EventLines()
        var events: [String] = []
        let bytes = Array(Self.stream.utf8)
        for start in stride(from: 0, to: bytes.count, by: portion) {
            events += lines.take(Array(bytes[start..<min(start + portion, bytes.count)]))
        }
        #expect(events == ["{\"a\":1}", "two\nlines", "tight"])
    }

    @Test func `an event without end takes no more room than the limit`() {
        var lines = EventLines()
        let flood = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(lines.take(Array("data: ".utf8) + flood + flood).isEmpty)
        #expect(lines.take(Array("\n\ndata: next\n\n".utf8)).last == "next")
    }
}
