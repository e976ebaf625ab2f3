/// Unsigned integers in groups of seven bits, the lowest first; the high bit says that more follow.
enum ULEB128 {
    /// Bytes a 32-bit value can take.
    static let largestSize = 5

    static func size(of value: UInt32) -> Int {
        max(1, (UInt32.bitWidth - value.leadingZeroBitCount + 6) / 7)
    }

    /// Writes at `offset` and returns the place behind. The span must have room.
    static func write(_ value: UInt32, to bytes: inout MutableSpan<UInt8>, at offset: Int) -> Int {
        var rest = value
        var place = offset
        while rest >= 0x80 {
            bytes[place] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
            place += 1
        }
        bytes[place] = UInt8(rest)
        return place + 1
    }

    struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) {
            rest = bytes
        }

        var isAtEnd: Bool { rest.isEmpty }

        /// Nil if the bytes end within the number, or if it has more than 64 bits.
        mutating func next() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                let bits = UInt64(byte & 0x7F)
                guard (bits << shift) >> shift == bits else { return nil }
                value |= bits << shift
                if byte & 0x80 == 0 { return value }
            }
            return nil
        }
    }
}
