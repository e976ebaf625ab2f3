internal import Audio
internal import FileMedia
internal import Glibc

/// What processing costs: streams that are decoded, changed and encoded again, taking turns on one thread as many would.
struct EffectsBenchmark {
    private static let bitrate: Int32 = 64_000
    private static let complexity: Int32 = 10

    private enum Failure: Error { case unknown(String), noPackets }

    private let packets: [[UInt8]]
    private let effects: [Effect]
    private let volume: Float
    private let loudness: Float

    /// `file` is Opus that passes through.
    init(_ name: String, file: String) throws {
        let equalizer = Effect.equalizer([6, 5, 4, 3, 2, 1, -1, -2, -1, 1, 2, 3, 4, 5, 6])
        switch name {
        case "none": (effects, volume, loudness) = ([], 1, 1)
        case "volume": (effects, volume, loudness) = ([], 0.8, 1)
        case "equalizer": (effects, volume, loudness) = ([equalizer], 1, 1)
        case "speed": (effects, volume, loudness) = ([.timescale(speed: 1.2, semitones: 0)], 1, 1)
        case "all": (effects, volume, loudness) = ([equalizer, .reverb(amount: 0.4)], 0.8, 0.7)
        default: throw Failure.unknown(name)
        }
        packets = try Self.read(file)
        guard !packets.isEmpty else { throw Failure.noPackets }
    }

    /// Prints the milliseconds of CPU for a second of one stream.
    func run(streams count: Int) throws {
        var encoder = OpusEncoder.Configuration(bitrate: Self.bitrate)
        encoder.complexity = Self.complexity
        let streams = try (0..<count).map { number in
            try Stream(
                RepeatedPackets(packets, from: number * packets.count / count), effects: effects, volume: volume,
                loudness: loudness, encoder: encoder)
        }
        // Passages and the growth of buffers are over after that.
        for stream in streams { for _ in 0..<50 { try stream.step() } }
        let rounds = max(packets.count / count, 50)
        let before = Self.cpuMilliseconds()
        for _ in 0..<rounds {
            for stream in streams { try stream.step() }
        }
        print((Self.cpuMilliseconds() - before) / (Double(rounds * count) / 50))
    }

    private static func read(_ file: String) throws -> [[UInt8]] {
        let source = try TrackSource.open(try FileReader(path: file))
        defer { source.close() }
        var packets: [[UInt8]] = []
        var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        while true {
            var room = packet.mutableSpan
            guard let length = try source.next(into: &room) else { return packets }
            packets.append(Array(packet[..<length]))
        }
    }

    private static func cpuMilliseconds() -> Double {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) * 1000 + Double($1.tv_usec) / 1000 }
    }

    private final class Stream {
        private let deck: Deck
        private let chain: EffectsChain
        private let encoder: AlignedEncoder
        private let block = SampleBlock()

        init(
            _ source: any PacketSource, effects: [Effect], volume: Float, loudness: Float,
            encoder: OpusEncoder.Configuration
        ) throws {
            deck = try Deck(source, firstFrame: 0, timescale: Timescale(effects), gain: loudness)
            chain = EffectsChain(effects, gain: volume)
            self.encoder = try AlignedEncoder(encoder)
            self.encoder.limitsPeaks = true
        }

        func step() throws {
            var packet = InlineArray<1275, UInt8>(repeating: 0)
            _ = try deck.render(block)
            chain.process(block)
            var room = packet.mutableSpan
            _ = try encoder.encode(block, into: &room)
        }
    }
}

/// A piece of music over and over.
private final class RepeatedPackets: PacketSource {
    private let packets: [[UInt8]]
    private var next: Int

    init(_ packets: [[UInt8]], from start: Int) {
        self.packets = packets
        next = start
    }

    func next(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        let bytes = packets[next]
        next = (next + 1) % packets.count
        for index in bytes.indices { packet[index] = bytes[index] }
        return bytes.count
    }
}
