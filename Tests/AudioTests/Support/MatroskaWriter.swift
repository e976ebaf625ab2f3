@testable import Audio

/// Writes Matroska elements by hand, for media that no muxer here makes.
enum MatroskaWriter {
    static func element(_ identifier: UInt32, _ body: [UInt8], isUnknownSize: Bool = false) -> [UInt8] {
        let size = isUnknownSize ? [0x01, 255, 255, 255, 255, 255, 255, 255] : size(body.count)
        return Self.identifier(identifier) + size + body
    }

    /// An identifier and a size that need not be true.
    static func lie(_ identifier: UInt32, size: UInt64) -> [UInt8] {
        Self.identifier(identifier) + big(size | 1 << 56, 8)
    }

    static func number(_ identifier: UInt32, _ value: UInt64) -> [UInt8] { element(identifier, big(value, 8)) }

    static func text(_ identifier: UInt32, _ text: String) -> [UInt8] { element(identifier, Array(text.utf8)) }

    static let ebml = element(MatroskaID.ebml, text(0x4282, "webm"))

    static func track(_ number: UInt64 = 1, codec: String = "A_OPUS", more: [UInt8] = []) -> [UInt8] {
        element(
            MatroskaID.trackEntry,
            Self.number(MatroskaID.trackNumber, number) + text(MatroskaID.codecID, codec)
                + element(MatroskaID.codecPrivate, OggWriter.head()) + more)
    }

    static func tracks(_ entries: [UInt8]...) -> [UInt8] { element(MatroskaID.tracks, entries.flatMap(\.self)) }

    static func cluster(_ blocks: [[UInt8]], isUnknownSize: Bool = false) -> [UInt8] {
        element(MatroskaID.cluster, number(0xE7, 0) + blocks.flatMap(\.self), isUnknownSize: isUnknownSize)
    }

    static func segment(_ body: [UInt8], isUnknownSize: Bool = false) -> [UInt8] {
        element(MatroskaID.segment, body, isUnknownSize: isUnknownSize)
    }

    /// A block's bytes: track, time 0, lacing (0 none, 1 Xiph, 2 fixed, 3 EBML), packets.
    static func block(track: UInt8 = 1, _ packets: [[UInt8]], lacing: UInt8 = 0) -> [UInt8] {
        var bytes: [UInt8] = [0x80 | track, 0, 0, lacing << 1]
        if lacing != 0 { bytes.append(UInt8(packets.count - 1)) }
        let sizes = packets.map(\.count)
        if lacing == 1 {
            for size in sizes.dropLast() {
                bytes += [UInt8](repeating: 255, count: size / 255) + [UInt8(size % 255)]
            }
        } else if lacing == 3 {
            for (index, size) in sizes.dropLast().enumerated() {
                bytes += index == 0 ? Self.size(size) : difference(size - sizes[index - 1])
            }
        }
        return bytes + packets.flatMap(\.self)
    }

    static func simple(track: UInt8 = 1, _ packets: [[UInt8]], lacing: UInt8 = 0) -> [UInt8] {
        element(MatroskaID.simpleBlock, block(track: track, packets, lacing: lacing))
    }

    static func group(_ packets: [[UInt8]], lacing: UInt8 = 0, discarding nanoseconds: UInt64? = nil) -> [UInt8] {
        let discard = nanoseconds.map { element(MatroskaID.discardPadding, big($0, 4)) } ?? []
        return element(
            MatroskaID.blockGroup, element(MatroskaID.block, block(packets, lacing: lacing)) + discard)
    }

    static func big(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - $0))) }
    }

    private static func identifier(_ value: UInt32) -> [UInt8] {
        Array(big(UInt64(value), 4).drop { $0 == 0 })
    }

    private static func size(_ value: Int) -> [UInt8] {
        value < 127
            ? [0x80 | UInt8(value)] : value < 16_383 ? big(UInt64(value) | 0x4000, 2) : big(UInt64(value) | 1 << 28, 4)
    }

    /// A difference in two bytes: value plus 2^13 - 1.
    private static func difference(_ value: Int) -> [UInt8] { big(UInt64(value + 8191) | 0x4000, 2) }
}
