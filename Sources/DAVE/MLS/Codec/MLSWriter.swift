/// Writes the presentation language of RFC 9420 §2.1.
struct MLSWriter {
    private(set) var bytes: [UInt8] = []

    static func encode(_ value: some MLSEncodable) -> [UInt8] {
        var writer = MLSWriter()
        value.write(to: &writer)
        return writer.bytes
    }

    /// The bytes that `body` writes.
    static func collect(_ body: (inout MLSWriter) -> Void) -> [UInt8] {
        var writer = MLSWriter()
        body(&writer)
        return writer.bytes
    }

    mutating func raw(_ bytes: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: bytes)
    }

    mutating func integer(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// What is longer than 2^30 - 1 bytes cannot be expressed; nothing here gets near.
    mutating func length(_ count: Int) {
        switch count {
        case ..<(1 << 6): integer(UInt8(count))
        case ..<(1 << 14): integer(UInt16(count) | 0x4000)
        default:
            precondition(count < 1 << 30, "a vector has at most 2^30 - 1 bytes")
            integer(UInt32(count) | 0x8000_0000)
        }
    }

    mutating func vector(_ content: some Collection<UInt8>) {
        length(content.count)
        raw(content)
    }

    mutating func list(_ values: [some MLSEncodable]) {
        vector(
            MLSWriter.collect { inner in
                for value in values { value.write(to: &inner) }
            })
    }

    mutating func optional(_ value: (some MLSEncodable)?) {
        guard let value else {
            integer(UInt8(0))
            return
        }
        integer(UInt8(1))
        value.write(to: &self)
    }
}
