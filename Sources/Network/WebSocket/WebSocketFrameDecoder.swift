/// Reads a server's frames, in whatever pieces they arrive, into messages and control events (RFC 6455 §5).
///
/// No I/O. After an error or a close frame it takes no more bytes. Lengths need not be in their shortest form, which
/// not every server keeps to; everything else is strict.
struct WebSocketFrameDecoder {
    enum Event: Equatable {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong([UInt8])
        /// A nil code means an empty close frame.
        case close(WebSocketCloseCode?, reason: String)
    }

    private struct Frame {
        var opcode: WebSocketOpcode
        var isFinal: Bool
        var missing: Int
    }

    private enum Stage {
        case header
        case payload(Frame)
        case ended
    }

    let maximumMessageSize: Int
    private var stage = Stage.header
    private var header: [UInt8] = []
    /// The opcode of the message whose fragments are being collected.
    private var messageOpcode: WebSocketOpcode?
    private var message: [UInt8] = []
    private var control: [UInt8] = []
    private var text = UTF8Validator()

    init(maximumMessageSize: Int) {
        self.maximumMessageSize = maximumMessageSize
    }

    /// Appends what the bytes complete to `events`; those before an error are there when it is thrown.
    mutating func decode(_ bytes: ArraySlice<UInt8>, into events: inout [Event]) throws(WebSocketProtocolError) {
        var rest = bytes
        while true {
            switch stage {
            case .ended: return
            case .header:
                guard let byte = rest.popFirst() else { return }
                header.append(byte)
                try readHeader()
                // A frame without payload is complete with its header.
                if case .payload(let frame) = stage, frame.missing == 0 { try finish(frame, &events) }
            case .payload(var frame):
                guard !rest.isEmpty else { return }
                let part = rest.prefix(frame.missing)
                rest = rest.dropFirst(part.count)
                frame.missing -= part.count
                stage = .payload(frame)
                try take(part, frame)
                if frame.missing == 0 { try finish(frame, &events) }
            }
        }
    }

    // MARK: Headers

    private mutating func readHeader() throws(WebSocketProtocolError) {
        do throws(WebSocketProtocolError) {
            guard let frame = try parsedHeader() else { return }
            header.removeAll(keepingCapacity: true)
            stage = .payload(frame)
        } catch {
            stage = .ended
            throw error
        }
    }

    /// Nil until the header is complete; wrong bits are noticed with the byte they are in.
    private mutating func parsedHeader() throws(WebSocketProtocolError) -> Frame? {
        let first = header[0]
        guard first & 0x70 == 0 else { throw .reservedBits }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else { throw .reservedOpcode(first & 0x0F) }
        let isFinal = first & 0x80 != 0
        guard isFinal || !opcode.isControl else { throw .fragmentedControlFrame }
        try checkOrder(opcode)
        guard header.count >= 2 else { return nil }
        guard header[1] & 0x80 == 0 else { throw .maskedFrame }
        let short = header[1] & 0x7F
        guard short <= 125 || !opcode.isControl else { throw .controlFrameTooLong }
        let extended = short == 126 ? 2 : short == 127 ? 8 : 0
        guard header.count == 2 + extended else { return nil }
        let length = extended == 0 ? UInt64(short) : header[2...].reduce(0) { $0 << 8 | UInt64($1) }
        guard length >> 63 == 0 else { throw .invalidLength }
        let total = UInt64(message.count) + length
        guard opcode.isControl || total <= UInt64(maximumMessageSize) else {
            throw .messageTooLarge(limit: maximumMessageSize)
        }
        if !opcode.isControl, opcode != .continuation { messageOpcode = opcode }
        return Frame(opcode: opcode, isFinal: isFinal, missing: Int(length))
    }

    private func checkOrder(_ opcode: WebSocketOpcode) throws(WebSocketProtocolError) {
        // Asked again with every byte of a header, before `messageOpcode` changes.
        switch opcode {
        case .continuation: guard messageOpcode != nil else { throw .unexpectedContinuation }
        case .text, .binary: guard messageOpcode == nil else { throw .unfinishedMessage }
        case .close, .ping, .pong: break
        }
    }

    // MARK: Payloads

    private mutating func take(_ part: ArraySlice<UInt8>, _ frame: Frame) throws(WebSocketProtocolError) {
        guard !frame.opcode.isControl else {
            control += part
            return
        }
        guard messageOpcode != .text || text.accept(part) else {
            stage = .ended
            throw .invalidUTF8
        }
        message += part
    }

    private mutating func finish(_ frame: Frame, _ events: inout [Event]) throws(WebSocketProtocolError) {
        stage = .header
        if frame.opcode.isControl {
            let payload = control
            control = []
            try finishControl(frame.opcode, payload, &events)
        } else if frame.isFinal {
            try finishMessage(&events)
        }
    }

    private mutating func finishMessage(_ events: inout [Event]) throws(WebSocketProtocolError) {
        let payload = message
        let isText = messageOpcode == .text
        (message, messageOpcode) = ([], nil)
        guard isText else {
            events.append(.message(.binary(payload)))
            return
        }
        guard text.isComplete else {
            stage = .ended
            throw .invalidUTF8
        }
        events.append(.message(.text(String(decoding: payload, as: UTF8.self))))
    }

    private mutating func finishControl(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], _ events: inout [Event]
    ) throws(WebSocketProtocolError) {
        switch opcode {
        case .ping: events.append(.ping(payload))
        case .pong: events.append(.pong(payload))
        default:
            stage = .ended
            events.append(try Self.close(payload))
        }
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketProtocolError) -> Event {
        guard !payload.isEmpty else { return .close(nil, reason: "") }
        guard payload.count >= 2 else { throw .invalidClose }
        let code = WebSocketCloseCode(UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isTransmittable else { throw .invalidClose }
        var validator = UTF8Validator()
        guard validator.accept(payload[2...]), validator.isComplete else { throw .invalidUTF8 }
        return .close(code, reason: String(decoding: payload[2...], as: UTF8.self))
    }
}
