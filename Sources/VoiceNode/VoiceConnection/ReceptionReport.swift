/// What the voice server says of the packets it gets from us: an RTCP receiver report with a block about our stream.
///
/// Source: RFC 3550 §6.4.2. That Discord sends these, and no other RTCP, is what libraries that receive have seen
/// (discord.py issue 2225); its documentation is silent.
struct ReceptionReport: Hashable, Sendable {
    static let packetType: UInt8 = 201
    private static let headerSize = 8
    private static let blockSize = 24

    /// Of the packets since the report before, in 256ths.
    var fractionLost: UInt8
    /// Since the beginning.
    var packetsLost: Int

    init(fractionLost: UInt8, packetsLost: Int) {
        self.fractionLost = fractionLost
        self.packetsLost = packetsLost
    }

    /// Nil for anything but a report with a block about `ssrc`. What follows the blocks is passed over.
    init?(_ packet: Span<UInt8>, about ssrc: UInt32) {
        guard packet.count >= Self.headerSize, packet[0] >> 6 == 2, packet[1] == Self.packetType else { return nil }
        let blocks = Int(packet[0] & 0x1F)
        guard packet.count >= Self.headerSize + blocks * Self.blockSize else { return nil }
        for block in 0..<blocks {
            let start = Self.headerSize + block * Self.blockSize
            guard Self.number(packet, start..<start + 4) == ssrc else { continue }
            let lost = Self.number(packet, start + 5..<start + 8)
            // 24 bits with a sign: packets that came twice are counted off.
            self.init(
                fractionLost: packet[start + 4], packetsLost: Int(lost) - (lost & 0x80_0000 == 0 ? 0 : 0x100_0000))
            return
        }
        return nil
    }

    private static func number(_ packet: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        var number: UInt32 = 0
        for index in range { number = number << 8 | UInt32(packet[index]) }
        return number
    }
}
