internal import Audio
internal import CPOSIX
internal import Catalog
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Synchronization

/// Opens one track and fills its ring with packets, on a thread of its own.
///
/// The thread sleeps while the ring is full. It ends at the track's end, at a failure, or soon after `cancel`, which everyone who
/// starts a feeder must call in the end. Events arrive on the feeder's thread.
final class TrackFeeder: Sendable {
    enum Event: Sendable, Equatable {
        case opened(TrackMetadata)
        /// A station plays something new.
        case retitled(String)
        /// The account that found it opens it no more.
        case playsPublicly(CatalogTrack.Service)
        /// The track can't be played (further). What the ring holds stays good. `reason` is for the log.
        case failed(MediaProblem, reason: String)
    }

    /// Reads a medium for the member who asked for it. Its reads block; they throw what `MediaProblem.init` understands.
    typealias Opening = @Sendable (RequestedMedia, UserID) throws -> any ByteReader

    let ring: FrameRing
    let media: RequestedMedia
    /// The list that what was opened is the first entry of; there before `opened` is reported.
    var list: TrackList? { found.withLock { $0 } }

    /// Why no recording was surely the right one; there before that failure is reported.
    var doubt: (track: CatalogTrack, candidates: [CatalogTrack])? { doubts.withLock { $0 } }

    let requester: UserID
    private let doubts = Mutex<(track: CatalogTrack, candidates: [CatalogTrack])?>(nil)
    private let found = Mutex<TrackList?>(nil)
    /// What a station announced; reported from `opened` on.
    private let announced = Mutex<(title: String?, isOpened: Bool)>((nil, false))
    private let options: TrackSource.Options
    private let ends: TrackEnds
    private let skipped = Atomic(0)
    private let measuredBitrate = Atomic(0)
    /// For what is encoded here, from soon after it was set.
    private let encoder: Mutex<OpusEncoder.Configuration>
    private let open: Opening
    private let handler: @Sendable (Event) -> Void
    private let state = Mutex(State.running(nil))

    private enum State {
        case running((any ByteReader)?)
        case cancelled
    }

    /// `options.start` says where in the track to begin.
    init(
        media: RequestedMedia, requester: UserID, options: TrackSource.Options, open: @escaping Opening,
        ends: TrackEnds = TrackEnds(),
        handler: @escaping @Sendable (Event) -> Void
    ) {
        self.media = media
        self.requester = requester
        self.options = options
        self.ends = ends
        encoder = Mutex(options.encoder)
        ring = FrameRing(capacity: ends.ringCapacity)
        self.open = open
        self.handler = handler
    }

    /// Of the packets read so far, in kbit/s; nil until there is a second of them.
    var kilobitsPerSecond: Int? {
        let measured = measuredBitrate.load(ordering: .relaxed)
        return measured > 0 ? measured : nil
    }

    /// Packets of silence left out at the beginning.
    var framesSkipped: Int { skipped.load(ordering: .relaxed) }

    /// Packets that can't be passed on are encoded in this way from soon on.
    func encode(by configuration: OpusEncoder.Configuration) { encoder.withLock { $0 = configuration } }

    /// Its ring has room for packets of `TrackEnds.intermediate`.
    var isMadeForFurtherProcessing: Bool { ends.isIntermediate }

    func start() {
        let thread = Thread { self.run() }
        thread.stackSize = 512 * 1024
        thread.start()
    }

    /// Ends the thread soon. No event follows, save one that is on its way.
    func cancel() {
        let reader = state.withLock { state -> (any ByteReader)? in
            defer { state = .cancelled }
            guard case .running(let reader) = state else { return nil }
            return reader
        }
        reader?.cancel()
        ring.cancel()
    }

    private func run() {
        unsafe cposix_set_thread_name("track-feeder")
        do {
            let (source, reader) = try openSource()
            defer { source.close() }
            var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
            // Only the first sound proves that there is any: whoever asked for something else is told so in the answer.
            var length = try Self.next(of: source, into: &packet)
            let opened = (reader as? CatalogReader)?.opened
            found.withLock { $0 = opened?.list }
            var metadata = TrackMetadata(asked: media, opened: opened, tags: source.tags, duration: source.duration)
            let title = announced.withLock { announced in
                announced.isOpened = true
                return announced.title
            }
            if let title { metadata.retitle(title) }
            metadata.hasSound = length != nil
            metadata.isPassedThrough = source.isPassedThrough
            metadata.codec = source.codec
            var size = PacketSizes()
            var silence = ends.skipsSilence ? try SilenceSkipper() : nil
            report(.opened(metadata))
            // Opening goes ten times as deep as reading on, and this thread sleeps most of the time.
            cposix_release_unused_stack()
            while let count = length, try take(packet, count, &silence) {
                if let bitrate = size.add(count) { measuredBitrate.store(bitrate, ordering: .relaxed) }
                try source.adapt(to: encoder.withLock { $0 })
                length = try Self.next(of: source, into: &packet)
            }
            if length == nil, source.isCutShort {
                report(.failed(.incomplete, reason: "ended at frame \(source.position)"))
            }
            if length == nil, let silence { ring.end(track: silence.lastSounding(of: ring.framesPushedInAll)) }
        } catch {
            if case CatalogError.uncertain(let track, let candidates) = error {
                doubts.withLock { $0 = (track, candidates) }
            }
            report(.failed(MediaProblem(error), reason: "\(error)"))
        }
        // Only now: who sees the ring's end has seen the failure.
        ring.finish()
    }

    private func openSource() throws -> (TrackSource, any ByteReader) {
        let reader = try open(media, requester)
        (reader as? CatalogReader)?.onNews { [weak self] news in
            switch news {
            case .title(let title): self?.announce(title)
            case .playsPublicly(let service): self?.report(.playsPublicly(service))
            }
        }
        let isWanted = state.withLock { state in
            guard case .running = state else { return false }
            state = .running(reader)
            return true
        }
        guard isWanted else {
            reader.cancel()
            throw CancellationError()
        }
        return (try TrackSource.open(reader, options), reader)
    }

    private func announce(_ title: String) {
        let isOpened = announced.withLock { announced in
            announced.title = title
            return announced.isOpened
        }
        if isOpened { report(.retitled(title)) }
    }

    private static func next(of source: TrackSource, into packet: inout [UInt8]) throws -> Int? {
        var span = packet.mutableSpan
        return try source.next(into: &span)
    }

    /// Passes a packet on, unless it is of the silence at the beginning. False if nothing is wanted any more.
    private func take(_ packet: [UInt8], _ count: Int, _ silence: inout SilenceSkipper?) throws -> Bool {
        guard silence != nil else { return push(packet, count) }
        let bytes = Array(packet[..<count])
        let kept = try silence?.take(bytes) ?? [bytes]
        skipped.store(silence?.skipped ?? 0, ordering: .relaxed)
        return kept.allSatisfy { push($0, $0.count) }
    }

    /// Waits for room in the ring. False if the packet is not wanted any more.
    private func push(_ packet: [UInt8], _ count: Int) -> Bool {
        unsafe packet.withUnsafeBytes { unsafe ring.push(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// How large packets are on the whole.
    private struct PacketSizes {
        private var bytes = 0
        private var count = 0

        /// Takes one, and gives the bitrate in kbit/s once a second of sound, to the nearest multiple of eight: more would only flicker.
        mutating func add(_ size: Int) -> Int? {
            bytes += size
            count += 1
            guard count.isMultiple(of: 50) else { return nil }
            return max(8, Int((Double(bytes) * 0.4 / Double(count) / 8).rounded()) * 8)
        }
    }

    private func report(_ event: Event) {
        let isCancelled = state.withLock { state in
            if case .cancelled = state { true } else { false }
        }
        if !isCancelled { handler(event) }
    }
}
