/// The checked Opus packets of a medium, in order.
final class OpusStream {
    /// Malformed packets in a row after which a medium is given up: one minute's worth.
    static let damageLimit = 3000
    /// Less far it is quicker to read on than to look for the place: half a minute, in frames.
    static let farAway = 1500

    enum Step: Equatable {
        case link(OpusHead, TrackTags)
        /// `packet` is the next one: `duration` samples long, of which `trimmed` at the end are not music.
        case packet(duration: Int, trimmed: Int)
        case end
    }

    private let reader: any ByteReader
    private var demuxer: any Demuxer
    private var damaged = 0
    /// What `seek` came upon, to be given out next.
    private var pending: DemuxEvent?

    init(_ demuxer: any Demuxer, reading reader: any ByteReader) {
        self.demuxer = demuxer
        self.reader = reader
    }

    /// The bytes of the packet announced last.
    var packet: [UInt8] { demuxer.packet }
    /// The length that the container states.
    var duration: Duration? { demuxer.duration }
    var isCutShort: Bool { demuxer.isCutShort }

    /// Puts `packet` at the front of `target`, which has room for it.
    func copyPacket(to target: inout MutableSpan<UInt8>) {
        let packet = demuxer.packet
        unsafe target.withUnsafeMutableBytes { target in
            unsafe packet.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
        }
    }

    /// Goes on before `frame` (of 20 ms, from the first packet) without reading what lies between. The frame that comes next; nil
    /// where the medium has to be read from its beginning, which is where it stands then. After the first `link` only.
    func seek(to frame: Int) throws -> Int? {
        guard frame >= Self.farAway, let size = reader.seekableSize else { return nil }
        let target = Int64(frame) * Int64(OpusEncoder.frameSize)
        if try reachesPacket(before: target, size), let start = demuxer.packetStart, (0...target).contains(start) {
            return (Int(start) + OpusEncoder.frameSize / 2) / OpusEncoder.frameSize
        }
        pending = nil
        try reader.seek(to: 0)
        demuxer = type(of: demuxer).init(window: ByteWindow())
        guard case .link = try next() else { throw TrackError.noAudio }
        return nil
    }

    private func reachesPacket(before sample: Int64, _ size: UInt64) throws -> Bool {
        do {
            guard try demuxer.seek(to: sample, in: reader, size: size) else { return false }
            while true {
                switch try demuxer.next() {
                case .needsInput: try demuxer.fill(from: reader)
                case .packet(let trimmed):
                    pending = .packet(trimmed: trimmed)
                    return true
                case .link, .end: return false
                }
            }
        } catch is ContainerError {
            // What the container says of itself was wrong: it is read like one that says nothing.
            return false
        } catch is PlaceUnreachable {
            return false
        }
    }

    func next() throws -> Step {
        while true {
            switch try event() {
            case .needsInput: try demuxer.fill(from: reader)
            case .link(let head, let tags): return .link(head, tags)
            case .end: return .end
            case .packet(let trimmed):
                guard let packet = try? OpusPacket(checking: demuxer.packet.span) else {
                    damaged += 1
                    guard damaged <= Self.damageLimit else { throw TrackError.malformed("no valid Opus packet") }
                    continue
                }
                damaged = 0
                return .packet(duration: packet.duration, trimmed: min(trimmed, packet.duration))
            }
        }
    }

    func close() { reader.cancel() }

    private func event() throws -> DemuxEvent {
        if let pending {
            self.pending = nil
            return pending
        }
        do { return try demuxer.next() } catch ContainerError.noOpusTrack {
            throw TrackError.noAudio
        } catch {
            throw TrackError.malformed("\(error)")
        }
    }
}
