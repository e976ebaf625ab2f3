/// Writes a client's frames: one frame a message, always masked (RFC 6455 §5.2, §5.3).
enum WebSocketFrameEncoder {
    static func encode(_ opcode: WebSocketOpcode, _ payload: [UInt8], mask: UInt32) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 14)
        frame.append(0x80 | opcode.rawValue)
        switch payload.count {
        case ...125:
            frame.append(0x80 | UInt8(payload.count))
        case ...0xFFFF:
            frame.append(0x80 | 126)
            frame.append(bigEndian: UInt16(payload.count))
        default:
            frame.append(0x80 | 127)
            frame.append(bigEndian: UInt64(payload.count))
        }
        frame.append(bigEndian: mask)
        var key = mask
        for byte in payload {
            key = key << 8 | key >> 24
            frame.append(byte ^ UInt8(truncatingIfNeeded: key))
        }
        return frame
    }

    /// `noStatus` gives an empty close frame. The reason is cut to the 123 bytes a control frame has room for.
    static func encodeClose(_ code: WebSocketCloseCode, reason: String, mask: UInt32) -> [UInt8] {
        guard code != .noStatus else { return encode(.close, [], mask: mask) }
        var payload: [UInt8] = []
        payload.append(bigEndian: code.rawValue)
        for character in reason.unicodeScalars {
            let bytes = UTF8.encode(character).map(Array.init) ?? []
            guard payload.count + bytes.count <= 125 else { break }
            payload += bytes
        }
        return encode(.close, payload, mask: mask)
    }
}

extension [UInt8] {
    fileprivate mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
        for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
