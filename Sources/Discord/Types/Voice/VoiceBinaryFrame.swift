/// A binary message of the voice gateway: from the server `u16 sequence | u8 op | payload`, from us without sequence.
package struct VoiceBinaryFrame: Hashable, Sendable {
    package let sequence: UInt16
    package let op: UInt8
    package let payload: [UInt8]

    package init(sequence: UInt16, op: UInt8, payload: [UInt8]) {
        self.sequence = sequence
        self.op = op
        self.payload = payload
    }

    /// Nil when the message is too short to carry a sequence number and an op.
    package init?(serverBytes bytes: [UInt8]) {
        guard bytes.count >= 3 else { return nil }
        sequence = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        op = bytes[2]
        payload = Array(bytes[3...])
    }

    /// Bytes of a message from a client.
    package static func clientBytes(op: UInt8, payload: [UInt8]) -> [UInt8] {
        [op] + payload
    }
}
