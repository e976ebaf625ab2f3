/// The packets inside a block. Source: RFC 9559 §10.
struct MatroskaBlock: Equatable {
    private(set) var track: UInt64 = 0
    /// When the first packet is played, from the cluster's timestamp and in its units.
    private(set) var time: Int16 = 0
    /// Where the first packet begins, from the block's beginning.
    private(set) var offset = 0
    /// The packets' lengths, one after the other.
    private(set) var sizes: [Int] = []

    /// How many bytes at a block's front tell its track at most.
    static let trackNumberSize = 8

    /// Takes on what `bytes` say. False when a length points beyond the block or the lacing is damaged.
    mutating func read(_ bytes: Span<UInt8>) -> Bool {
        sizes.removeAll(keepingCapacity: true)
        guard case .value(let number) = EBML.number(at: 0, count: bytes.count, { bytes[$0] }) else { return false }
        track = number.value
        let flagsAt = number.length + 2
        guard flagsAt < bytes.count else { return false }
        time = Int16(bitPattern: UInt16(bytes[flagsAt - 2]) << 8 | UInt16(bytes[flagsAt - 1]))
        offset = flagsAt + 1
        let lacing = bytes[flagsAt] >> 1 & 3
        if lacing != 0 {
            guard offset < bytes.count else { return false }
            let count = Int(bytes[offset]) + 1
            offset += 1
            guard readLacing(lacing, count: count, in: bytes) else { return false }
        }
        // The last packet takes what remains.
        let last = bytes.count - offset - sizes.reduce(0, +)
        guard last >= 0 else { return false }
        sizes.append(last)
        return true
    }

    /// Reads the lengths of all `count` packets but the last.
    private mutating func readLacing(_ lacing: UInt8, count: Int, in bytes: Span<UInt8>) -> Bool {
        switch lacing {
        case 1: return readXiphSizes(count - 1, in: bytes)
        case 3: return readEBMLSizes(count - 1, in: bytes)
        default:
            let total = bytes.count - offset
            guard total % count == 0 else { return false }
            for _ in 1..<count { sizes.append(total / count) }
            return true
        }
    }

    /// Each size is a sum of bytes that ends with the first below 255.
    private mutating func readXiphSizes(_ count: Int, in bytes: Span<UInt8>) -> Bool {
        for _ in 0..<count {
            var size = 0
            var step: UInt8 = 255
            while step == 255 {
                guard offset < bytes.count else { return false }
                step = bytes[offset]
                size += Int(step)
                offset += 1
            }
            sizes.append(size)
        }
        return true
    }

    /// The first size as it is, each further one as the difference from the one before.
    private mutating func readEBMLSizes(_ count: Int, in bytes: Span<UInt8>) -> Bool {
        for index in 0..<count {
            guard case .value(let number) = EBML.number(at: offset, count: bytes.count, { bytes[$0] })
            else { return false }
            offset += number.length
            let size = index == 0 ? Int64(number.value) : Int64(sizes[index - 1]) + number.signed
            guard size >= 0, size <= bytes.count else { return false }
            sizes.append(Int(size))
        }
        return true
    }
}
