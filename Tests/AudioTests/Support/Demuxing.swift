@testable import Audio

/// What a demuxer gives for a medium, in order.
struct Demuxed: Equatable {
    var links: [TrackTags] = []
    var packets: [[UInt8]] = []
    var trimmed: [Int] = []

    init(_ demuxer: some Demuxer, _ bytes: [UInt8], step: Int = 4096) throws {
        var demuxer = demuxer
        let reader = MemoryReader(bytes, step: step)
        while true {
            switch try demuxer.next() {
            case .needsInput: try demuxer.fill(from: reader)
            case .link(_, let tags): links.append(tags)
            case .packet(let trimmed):
                packets.append(demuxer.packet)
                self.trimmed.append(trimmed)
            case .end: return
            }
        }
    }
}

/// A generator of numbers that gives the same ones in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
