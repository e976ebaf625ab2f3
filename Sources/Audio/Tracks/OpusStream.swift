/// The checked Opus packets of a medium, in order.
final class OpusStream {
    /// Malformed packets in a row after which a medium is given up: one minute's worth.
    static let damageLimit = 3000

    enum Step: Equatable {
        case link(OpusHead, TrackTags)
        /// `packet` is the next one: `duration` samples long, of which `trimmed` at the end are not music.
        case packet(duration: Int, trimmed: Int)
        case end
    }

    private let reader: any ByteReader
    private var demuxer: any Demuxer
    private var damaged = 0

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
        for index in packet.indices { target[index] = packet[index] }
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
        do { return try demuxer.next() } catch ContainerError.noOpusTrack {
            throw TrackError.noAudio
        } catch {
            throw TrackError.malformed("\(error)")
        }
    }
}
