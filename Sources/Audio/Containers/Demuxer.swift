/// Why a container gives no more packets.
enum ContainerError: Error, Equatable {
    /// The medium holds no Opus track that can be read here.
    case noOpusTrack
    /// Nothing of the format was found in so many bytes.
    case garbage(bytes: Int)
    /// So many bytes came without a packet of the track.
    case nothingToPlay(bytes: Int)
}

/// What a demuxer found next.
enum DemuxEvent: Equatable {
    /// More bytes are needed: call `fill`, then `next` again.
    case needsInput
    /// A stream begins, perhaps after another one has ended.
    case link(OpusHead, TrackTags)
    /// The demuxer's `packet` is the next one, not yet checked. `trimmed` samples at its end are not part of the music.
    case packet(trimmed: Int)
    case end
}

/// Takes Opus packets out of a container, a few kilobytes at a time. It does no input of its own but `fill`.
///
/// Damage is passed over where the format lets one find the way again; every length is checked before it is used.
protocol Demuxer {
    /// Bytes that may pass without a packet before the medium is given up.
    static var patience: Int { get }

    init(window: ByteWindow)

    /// The bytes of the packet that `next` announced last.
    var packet: [UInt8] { get }
    /// Where that packet begins, in samples of 48 kHz from the stream's first packet; nil where the container doesn't tell.
    var packetStart: Int64? { get }
    /// The header of the stream chosen, once it was read.
    var head: OpusHead? { get }
    /// The length that the container states.
    var duration: Duration? { get }
    /// Whether the medium ended in the middle of a stream, where the format marks the end. Known at the end.
    var isCutShort: Bool { get }

    mutating func next() throws(ContainerError) -> DemuxEvent
    mutating func fill(from reader: any ByteReader) throws

    /// Goes on with a packet before `sample` (of 48 kHz, from the stream's first packet) without reading all that lies between.
    /// After `link` only; `size` is the length of `reader`'s medium. False: there is no way, and demuxer and reader stand anywhere.
    mutating func seek(to sample: Int64, in reader: any ByteReader, size: UInt64) throws -> Bool
}

extension Demuxer {
    /// What a decoder should hear before the place that is wanted, in samples: RFC 7845 §4.6 asks for 80 ms.
    static var preRoll: Int64 { 3840 }

    static var patience: Int { 256 << 20 }

    var isCutShort: Bool { false }
}
