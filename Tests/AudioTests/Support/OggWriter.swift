@testable import Audio

/// Writes Ogg pages by hand, for streams that no encoder here makes.
struct OggWriter {
    let serial: UInt32
    /// How many segments a page may have: packets longer than 255 times this go on to the next page.
    var segmentLimit = 255
    private(set) var pages: [[UInt8]] = []
    private var sequence: UInt32 = 0

    init(serial: UInt32) {
        self.serial = serial
    }

    var bytes: [UInt8] { pages.flatMap(\.self) }

    static func head(channels: UInt8 = 2, preSkip: UInt16 = 312, gain: Int16 = 0) -> [UInt8] {
        Array("OpusHead".utf8) + [1, channels, UInt8(preSkip & 255), UInt8(preSkip >> 8), 0x80, 0xBB, 0, 0]
            + [UInt8(truncatingIfNeeded: gain), UInt8(truncatingIfNeeded: gain >> 8), 0]
    }

    static func tags(_ comments: [String] = []) -> [UInt8] {
        Array("OpusTags".utf8) + text("test") + little(UInt64(comments.count), 4) + comments.flatMap(text)
    }

    /// The head and the tags on pages of their own.
    mutating func begin(head: [UInt8] = head(), tags: [UInt8] = tags()) {
        add([head], granule: 0, flags: 2)
        add([tags], granule: 0)
    }

    /// Packets on one page, or on as many as `segmentLimit` asks for; the last of them ends at `granule`.
    mutating func add(_ packets: [[UInt8]], granule: Int64, flags: UInt8 = 0) {
        let lacing = packets.flatMap { packet in
            [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
        }
        let body = packets.flatMap(\.self)
        var segment = 0
        var position = 0
        var isContinued = false
        while segment < lacing.count {
            let part = lacing[segment..<min(segment + segmentLimit, lacing.count)]
            let size = part.reduce(0) { $0 + Int($1) }
            let isLast = segment + part.count == lacing.count
            let kept: UInt8 = isLast ? flags : flags & 2
            page(
                lacing: Array(part), body: Array(body[position..<position + size]),
                granule: part.contains { $0 < 255 } ? granule : -1, flags: kept | (isContinued ? 1 : 0))
            isContinued = part.last == 255
            segment += part.count
            position += size
        }
    }

    mutating func page(lacing: [UInt8], body: [UInt8], granule: Int64, flags: UInt8) {
        var page = Array("OggS".utf8) + [0, flags] + Self.little(UInt64(bitPattern: granule), 8)
        page += Self.little(UInt64(serial), 4) + Self.little(UInt64(sequence), 4) + [0, 0, 0, 0]
        page += [UInt8(lacing.count)] + lacing + body
        var checksum = OggChecksum()
        checksum.update(page.span)
        page.replaceSubrange(22..<26, with: Self.little(UInt64(checksum.value), 4))
        pages.append(page)
        sequence += 1
    }

    static func little(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count), 4) + Array(text.utf8) }
}

/// Packets of 20 ms that can be told apart: CELT, stereo, one frame of `size` bytes.
func packet(_ number: Int, size: Int = 40) -> [UInt8] {
    [0xFC] + (1..<size).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &* 7) }
}
