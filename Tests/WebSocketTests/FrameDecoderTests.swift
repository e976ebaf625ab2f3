import Testing

@testable import WebSocket

struct FrameDecoderTests {
    typealias Event = WebSocketFrameDecoder.Event

    private func decode(
        _ bytes: [UInt8], limit: Int = 1 << 20, step: Int = .max
    ) -> (events: [Event], error: WebSocketProtocolError?) {
        var decoder = WebSocketFrameDecoder(maximumMessageSize: limit)
        var events: [Event] = []
        var rest = bytes[...]
        do throws(WebSocketProtocolError) {
            while !rest.isEmpty {
                try decoder.decode(rest.prefix(step), into: &events)
                rest = rest.dropFirst(step)
            }
        } catch {
            return (events, error)
        }
        return (events, nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var events: [Event] = []
        var error: WebSocketProtocolError?

        var testDescription: String { name }
    }

    /// A server's frame with the shortest length.
    static func frame(_ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        switch payload.count {
        case ...125: [first, UInt8(payload.count)] + payload
        default: [first, 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)] + payload
        }
    }

    static func text(_ text: String) -> Event { .message(.text(text)) }

    static let accepted: [Case] = [
        Case(name: "empty text", bytes: [0x81, 0], events: [text("")]),
        Case(name: "text of RFC 6455 §5.7", bytes: [0x81, 5, 0x48, 0x65, 0x6C, 0x6C, 0x6F], events: [text("Hello")]),
        Case(
            name: "fragmented text of RFC 6455 §5.7", bytes: [0x01, 3, 0x48, 0x65, 0x6C, 0x80, 2, 0x6C, 0x6F],
            events: [text("Hello")]),
        Case(name: "empty binary", bytes: [0x82, 0], events: [.message(.binary([]))]),
        Case(
            name: "binary of 126", bytes: frame(0x82, .init(repeating: 7, count: 126)),
            events: [.message(.binary(.init(repeating: 7, count: 126)))]),
        Case(
            name: "binary with a 64-bit length", bytes: [0x82, 127, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2],
            events: [.message(.binary([1, 2]))]),
        Case(name: "ping without payload", bytes: [0x89, 0], events: [.ping([])]),
        Case(
            name: "ping of 125", bytes: frame(0x89, .init(repeating: 1, count: 125)),
            events: [.ping(.init(repeating: 1, count: 125))]),
        Case(name: "unsolicited pong", bytes: frame(0x8A, [1, 2]), events: [.pong([1, 2])]),
        Case(
            name: "ping and pong inside a fragmented text",
            bytes: frame(0x01, [0x61]) + frame(0x89, [9]) + frame(0x00, [0x62]) + frame(0x8A) + frame(0x80, [0x63]),
            events: [.ping([9]), .pong([]), text("abc")]),
        Case(
            name: "close inside a fragmented text", bytes: frame(0x01, [0x61]) + frame(0x88, [3, 0xE8]),
            events: [.close(.normal, reason: "")]),
        Case(
            name: "empty fragments", bytes: [0x01, 0, 0x00, 0, 0x80, 0, 0x81, 0], events: [text(""), text("")]),
        Case(
            name: "a character cut by fragments", bytes: frame(0x01, [0xF0, 0x9F]) + frame(0x80, [0x98, 0x80]),
            events: [text("😀")]),
        Case(name: "close without code", bytes: [0x88, 0], events: [.close(nil, reason: "")]),
        Case(
            name: "close with reason", bytes: frame(0x88, [0x0F, 0xA6] + Array("gone ✂".utf8)),
            events: [.close(.init(4006), reason: "gone ✂")]),
        Case(
            name: "bytes after a close are passed over", bytes: [0x88, 0, 0xFF, 0xFF, 0x81, 1, 0x61],
            events: [.close(nil, reason: "")]),
        Case(name: "a truncated frame is not yet anything", bytes: [0x81, 5, 0x48, 0x65], events: []),
    ]

    static let refused: [Case] = [
        Case(name: "reserved bit 1", bytes: [0xC1], error: .reservedBits),
        Case(name: "reserved bit 2", bytes: [0xA1], error: .reservedBits),
        Case(name: "reserved bit 3 on a ping", bytes: [0x99], error: .reservedBits),
        Case(name: "data opcode 3", bytes: [0x83], error: .reservedOpcode(3)),
        Case(name: "data opcode 7", bytes: [0x87], error: .reservedOpcode(7)),
        Case(name: "control opcode 11", bytes: [0x8B], error: .reservedOpcode(11)),
        Case(name: "control opcode 15", bytes: [0x8F], error: .reservedOpcode(15)),
        Case(name: "masked by the server", bytes: [0x81, 0x80], error: .maskedFrame),
        Case(name: "fragmented ping", bytes: [0x09], error: .fragmentedControlFrame),
        Case(name: "fragmented close", bytes: [0x08], error: .fragmentedControlFrame),
        Case(name: "ping of 126", bytes: [0x89, 126], error: .controlFrameTooLong),
        Case(name: "close with a 64-bit length", bytes: [0x88, 127], error: .controlFrameTooLong),
        Case(name: "length with its top bit", bytes: [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], error: .invalidLength),
        Case(name: "continuation of nothing", bytes: [0x80], error: .unexpectedContinuation),
        Case(
            name: "continuation after the end", bytes: [0x01, 0, 0x80, 0, 0x00], events: [text("")],
            error: .unexpectedContinuation),
        Case(name: "text inside a text", bytes: [0x01, 1, 0x61, 0x81], error: .unfinishedMessage),
        Case(name: "binary inside a text", bytes: [0x01, 1, 0x61, 0x82], error: .unfinishedMessage),
        Case(name: "close of one byte", bytes: [0x88, 1, 3], error: .invalidClose),
        Case(name: "close with a bad reason", bytes: [0x88, 3, 3, 0xE8, 0xFF], error: .invalidUTF8),
        Case(name: "close with a cut reason", bytes: [0x88, 3, 3, 0xE8, 0xC3], error: .invalidUTF8),
        Case(name: "overlong text", bytes: [0x81, 2, 0xC0, 0xAF], error: .invalidUTF8),
        Case(name: "surrogate in text", bytes: [0x81, 3, 0xED, 0xA0, 0x80], error: .invalidUTF8),
        Case(name: "text that ends inside a character", bytes: [0x81, 2, 0xE2, 0x82], error: .invalidUTF8),
        Case(
            name: "fragments that end inside a character", bytes: [0x01, 1, 0xE2, 0x80, 1, 0x82], error: .invalidUTF8),
        Case(
            name: "bad text is noticed before its frame ends", bytes: [0x81, 100, 0x61, 0xFF], error: .invalidUTF8),
        Case(
            name: "messages before an error are kept", bytes: [0x81, 1, 0x61, 0xC1], events: [text("a")],
            error: .reservedBits),
    ]

    @Test(arguments: accepted) func `what a server may send is read`(_ example: Case) {
        for step in [1, 2, 3, .max] {
            let outcome = decode(example.bytes, step: step)
            #expect(outcome.events == example.events)
            #expect(outcome.error == nil)
        }
    }

    @Test(arguments: refused) func `what a server must not send is refused`(_ example: Case) {
        for step in [1, 2, 3, .max] {
            let outcome = decode(example.bytes, step: step)
            #expect(outcome.events == example.events)
            #expect(outcome.error == example.error)
        }
    }

    @Test func `close codes that may not be sent are refused, the others read`() {
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16] {
            let frame = Self.frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)])
            #expect(decode(frame).error == .invalidClose, "\(code)")
        }
        for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] as [UInt16] {
            let frame = Self.frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)])
            #expect(decode(frame).events == [.close(.init(code), reason: "")], "\(code)")
        }
    }

    @Test func `a message over the limit is refused with its header`() {
        let limit = WebSocketProtocolError.messageTooLarge(limit: 10)
        #expect(decode([0x82, 11], limit: 10).error == limit)
        #expect(decode([0x82, 127, 0x7F, 255, 255, 255, 255, 255, 255, 255], limit: 10).error == limit)
        #expect(decode(Self.frame(0x02, .init(repeating: 0, count: 6)) + [0x80, 5], limit: 10).error == limit)
        #expect(decode(Self.frame(0x82, .init(repeating: 0, count: 10)), limit: 10).error == nil)
        #expect(decode(Self.frame(0x89, .init(repeating: 0, count: 20)), limit: 10).error == nil)
    }

    @Test func `each error has the close code of the RFC`() {
        #expect(WebSocketProtocolError.invalidUTF8.closeCode == .invalidPayload)
        #expect(WebSocketProtocolError.messageTooLarge(limit: 1).closeCode == .messageTooBig)
        #expect(WebSocketProtocolError.reservedBits.closeCode == .protocolError)
    }
}

struct UTF8ValidatorTests {
    @Test func `every scalar's encoding is valid, and no part of it is complete`() {
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else { continue }
            var validator = UTF8Validator()
            for (index, byte) in bytes.enumerated() {
                let isAccepted = validator.accept(byte)
                #expect(isAccepted)
                #expect(validator.isComplete == (index == bytes.count - 1))
            }
        }
    }

    @Test func `it agrees with the standard library on every pair and on random strings`() {
        var generator = SystemRandomNumberGenerator()
        var samples = (0...0xFFFF).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let lead: [UInt8] = [0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xC2, 0x41]
        for _ in 0..<20_000 {
            let tail = (0..<3).map { _ in UInt8.random(in: 0x7F...0xC1, using: &generator) }
            samples.append([lead[Int.random(in: 0..<lead.count, using: &generator)]] + tail)
        }
        for sample in samples {
            var validator = UTF8Validator()
            let isValid = validator.accept(sample) && validator.isComplete
            #expect(isValid == (String(validating: sample, as: UTF8.self) != nil), "\(sample)")
        }
    }
}
