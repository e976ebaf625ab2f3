import Testing

@testable import WebSocket

struct FrameEncoderTests {
    @Test func `the masked example of RFC 6455 §5.7 comes out`() {
        let frame = WebSocketFrameEncoder.encode(.text, Array("Hello".utf8), mask: 0x37FA_213D)
        #expect(frame == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    }

    @Test(
        arguments: [
            (0, [0x80]), (125, [0xFD]), (126, [0xFE, 0, 126]), (65535, [0xFE, 0xFF, 0xFF]),
            (65536, [0xFF, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func `the length takes its shortest form`(_ count: Int, _ length: [UInt8]) {
        let frame = WebSocketFrameEncoder.encode(.binary, .init(repeating: 0, count: count), mask: 0x0102_0304)
        #expect(frame[0] == 0x82)
        #expect(Array(frame[1..<1 + length.count]) == length)
        #expect(frame.count == 1 + length.count + 4 + count)
        if count > 5 { #expect(Array(frame.suffix(count).prefix(5)) == [1, 2, 3, 4, 1]) }
    }

    @Test func `a close frame holds code and reason`() {
        #expect(
            WebSocketFrameEncoder.encodeClose(.init(4000), reason: "x", mask: 0)
                == [0x88, 0x83, 0, 0, 0, 0, 0x0F, 0xA0, 0x78])
        #expect(WebSocketFrameEncoder.encodeClose(.noStatus, reason: "x", mask: 0) == [0x88, 0x80, 0, 0, 0, 0])
    }

    @Test func `a long reason is cut between characters`() {
        let frame = WebSocketFrameEncoder.encodeClose(.normal, reason: String(repeating: "€", count: 60), mask: 0)
        #expect(frame[1] == 0x80 | 125)
        #expect(String(validating: frame[8...], as: UTF8.self) == String(repeating: "€", count: 41))
    }
}
