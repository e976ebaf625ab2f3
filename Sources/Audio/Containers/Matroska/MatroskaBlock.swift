/// The packets inside a block. Source: RFC 9559 §10.
struct MatroskaBlock: Equatable {
    let track: UInt64
    /// Where the first packet begins, from the block's beginning.
    let offset: Int
    /// The packets' lengths, one after the other.
    let sizes: [Int]

    /// How many bytes at a block's front tell its track at most.
    static let trackNumberSize = 8

    /// Nil when a length points beyond the block or the lacing is damaged.
    init?(parsing bytes: Span<UInt8>) {
        guard case .value(let number) = EBML.number(at: 0, count: bytes.count, { bytes[$0] }) else { return nil }
        track = number.value
        let flagsAt = number.length + 2
        guard flagsAt < bytes.count else { return nil }
        var position = flagsAt + 1
        let lacing = bytes[flagsAt] >> 1 & 3
        guard lacing != 0 else {
            offset = position
            sizes = [bytes.count - position]
            return
        }
        guard position < bytes.count else { return nil }
        let count = Int(bytes[position]) + 1
        position += 1
        let stated: [Int]? =
            switch lacing {
            case 1: Self.xiphSizes(count - 1, in: bytes, at: &position)
            case 3: Self.ebmlSizes(count - 1, in: bytes, at: &position)
            default: (bytes.count - position) % count == 0 ? Self.equalSizes(count, bytes.count - position) : nil
            }
        guard let stated else { return nil }
        let last = bytes.count - position - stated.reduce(0, +)
        guard last >= 0 else { return nil }
        offset = position
        sizes = stated + [last]
    }

    /// All but the last, which takes what remains.
    private static func equalSizes(_ count: Int, _ total: Int) -> [Int] {
        [Int](repeating: total / count, count: count - 1)
    }

    /// Each size is a sum of bytes that ends with the first below 255.
    private static func xiphSizes(_ count: Int, in bytes: Span<UInt8>, at position: inout Int) -> [Int]? {
        var sizes: [Int] = []
        for _ in 0..<count {
            var size = 0
            var step: UInt8 = 255
            while step == 255 {
                guard position < bytes.count else { return nil }
                step = bytes[position]
                size += Int(step)
                position += 1
            }
            sizes.append(size)
        }
        return sizes
    }

    /// The first size as it is, each further one as the difference from the one before.
    private static func ebmlSizes(_ count: Int, in bytes: Span<UInt8>, at position: inout Int) -> [Int]? {
        var sizes: [Int] = []
        for index in 0..<count {
            guard case .value(let number) = EBML.number(at: position, count: bytes.count, { bytes[$0] })
            else { return nil }
            position += number.length
            let size = index == 0 ? Int64(number.value) : Int64(sizes[index - 1]) + number.signed
            guard size >= 0, size <= bytes.count else { return nil }
            sizes.append(Int(size))
        }
        return sizes
    }
}
