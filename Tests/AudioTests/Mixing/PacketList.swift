@testable import Audio

/// Packets in memory as a deck's source.
final class PacketList: PacketSource {
    private let packets: [[UInt8]]
    private(set) var taken = 0

    init(_ packets: [[UInt8]]) { self.packets = packets }

    func next(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        guard taken < packets.count else { return nil }
        defer { taken += 1 }
        for (index, byte) in packets[taken].enumerated() { packet[index] = byte }
        return packets[taken].count
    }

    /// Packets of a sound, as a file holds them.
    static func encoding(_ sound: Waves, bitrate: Int32 = 128_000) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(OpusEncoder.Configuration(bitrate: bitrate))
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
        return try stride(from: 0, to: sound.count, by: SampleBlock.count).map { start in
            let frames = start..<start + SampleBlock.count
            let pcm = frames.flatMap { [sound.left[$0], sound.right[$0]] }
            var span = packet.mutableSpan
            let length = try encoder.encode(pcm.span, into: &span)
            return Array(packet[..<length])
        }
    }
}
