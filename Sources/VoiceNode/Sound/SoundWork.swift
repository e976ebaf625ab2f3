internal import Audio
internal import CPOSIX

/// What the processor's thread holds and does. A step makes 20 ms of sound.
@safe
final class SoundWork {
    /// How far ahead of the driver a track that plays is taken over: enough for the decoder to settle (RFC 7845 §4.6 asks for 80 ms),
    /// and to have packets ready in time.
    private static let lead = 10
    private static let primed = 5
    /// Packets behind a switch that are encoded as well as libopus can: a listener's decoder remembers the track's own packets, and
    /// the nearer the encoder comes to them the less the two differ at the seam.
    private static let fine = 5
    /// Packets in which nothing is changed any more before a track is given back: what a listener's decoder remembers is then
    /// nearly what the track's own packets build on.
    private static let settling = 5
    /// Packets of a hall's sound behind the last track.
    private static let longestTail = 150

    private struct Playing {
        let track: SoundTrack
        let deck: Deck
        let reader: RingReader
        /// Packets in its output.
        var pushed = 0
    }

    /// A block that the encoder has and whose packet comes with the next.
    private struct Awaited {
        let output: SoundOutput?
        let place: Double
    }

    private let processor: SoundProcessor
    private let chain = EffectsChain()
    private let encoder: AlignedEncoder
    private let block = SampleBlock()
    private let scratch = SampleBlock()
    private let packet: UnsafeMutablePointer<UInt8>
    private var playing: Playing?
    private var outgoing: (deck: Deck, reader: RingReader, fade: Crossfade)?
    private var awaited: Awaited?
    private var filling: SoundOutput?
    private var version = 0
    private var plan = SoundPlan()
    /// The packet of the track's ring from which on its output is played; before it the encoder and the decoder settle.
    private var switchFrame: Int?
    private var spliceFrame = 0
    private var isSpliced = true
    private var settled = 0
    private var tail = 0
    /// The output behind which the driver goes on with the track's own packets.
    private(set) var handedBack: UInt64?

    init(_ processor: SoundProcessor) throws {
        self.processor = processor
        encoder = try AlignedEncoder(processor.encoder)
        unsafe packet = .allocate(capacity: FrameRing.longestPacket)
        unsafe packet.initialize(repeating: 0, count: FrameRing.longestPacket)
        try begin()
    }

    deinit { unsafe packet.deallocate() }

    private func begin() throws {
        switch processor.beginning {
        case .unheard(let track):
            takeSettings()
            let timescale = Timescale(plan.effects)
            playing = try makePlaying(track, timescale: timescale, gain: track.gain)
            chain.set(plan.effects)
            chain.set(gain: plan.gain)
        case .playing(let track):
            try waitForDriver(track.ring)
            let made = try makePlaying(track, timescale: .original, gain: 1)
            playing = made
            spliceFrame = made.reader.frame + Self.lead
            switchFrame = spliceFrame
            isSpliced = false
        case .fading(let former, let frame, let track):
            let reader = makeReader(former)
            _ = try reader.skip(to: max(frame - Self.lead, 0))
            let deck = try Deck(reader, firstFrame: reader.frame)
            playing = Playing(
                track: SoundTrack(output: SoundOutput(of: former), gain: 1), deck: deck, reader: reader)
            switchFrame = frame
            isSpliced = false
            fadeInto = track
        }
    }

    /// What a fade leads to, until it begins.
    private var fadeInto: SoundTrack?

    /// Makes 20 ms. False when there is nothing more to do.
    func step() throws -> Bool {
        guard processor.isWanted else { throw CancellationError() }
        try passSwitch()
        if switchFrame == nil { try applySettings() }
        try beginFadeIfDue()
        guard var now = playing else { return false }
        var place = now.deck.position
        if try !now.deck.render(block) {
            if let next = nextTrack() {
                switchFrame = nil
                now.reader.take(upTo: now.reader.frame)
                now = try makePlaying(next, timescale: Timescale(plan.effects), gain: next.gain)
                playing = now
                place = now.deck.position
                _ = try now.deck.render(block)
            } else if processor.hasEnded {
                return try end()
            }
        }
        try mixOutgoing()
        chain.process(block)
        encoder.limitsPeaks = outgoing != nil || !isUnchanged(now)
        let behind = place + now.deck.speed
        try encode(Awaited(output: switchFrame == nil ? now.track.output : nil, place: behind))
        return try !handBackIfDue()
    }

    /// Ends what was not ended yet.
    func finish() {
        for output in processor.endedOutputs() { output.ring.finish() }
    }

    /// What comes behind the track that has ended. Nil: a hall sounds on, or the processor has ended.
    private func nextTrack() -> SoundTrack? {
        if let next = fadeInto {
            fadeInto = nil
            return next
        }
        let isRinging = ringsOn()
        return processor.read { state in
            defer { state.next = nil }
            if state.next == nil, !isRinging { state.hasEnded = true }
            return state.next
        }
    }

    // MARK: Beginning

    /// After giving a track back the driver still has packets of the former processor: it must be at the ring's own.
    private func waitForDriver(_ ring: FrameRing) throws {
        let first = ring.framesTaken
        while ring.framesTaken == first {
            guard processor.isWanted else { throw CancellationError() }
            cposix_sleep_until_ns(cposix_monotonic_ns() + 10_000_000)
        }
    }

    private func makePlaying(_ track: SoundTrack, timescale: Timescale, gain: Float) throws -> Playing {
        let reader = makeReader(track.ring)
        let deck = try Deck(reader, firstFrame: reader.frame, timescale: timescale, gain: gain)
        return Playing(track: track, deck: deck, reader: reader)
    }

    private func makeReader(_ ring: FrameRing) -> RingReader {
        let reader = RingReader(ring) { [weak processor] in processor?.isWanted ?? false }
        // Cancelled meanwhile: nobody else would let go of the ring.
        if !processor.isWanted { ring.keepNothing() }
        return reader
    }

    /// From `switchFrame` on what is made is heard.
    private func passSwitch() throws {
        guard let frame = switchFrame, let now = playing, now.deck.position >= Double(frame) else { return }
        switchFrame = nil
        try encoder.refine(true)
        guard let next = fadeInto else { return }
        fadeInto = nil
        let plan = processor.read { $0.plan }
        let remaining = (now.track.ring.framesInAllOfTrack ?? .max) - frame
        outgoing = (now.deck, now.reader, Crossfade(blocks: min(remaining, plan.crossfade)))
        playing = try makePlaying(next, timescale: Timescale(plan.effects), gain: next.gain)
    }

    private func splice() {
        guard !isSpliced, let now = playing, now.pushed > 0 else { return }
        isSpliced = true
        switch processor.beginning {
        case .unheard: break
        case .playing(let track):
            processor.call.splice(from: track.ring, to: now.track.output.ring, at: spliceFrame)
        case .fading(let former, let frame, _): former.end(after: frame)
        }
    }

    // MARK: Settings

    private func takeSettings() {
        let (plan, version) = processor.read { ($0.plan, $0.version) }
        self.plan = plan
        self.version = version
    }

    private func applySettings() throws {
        let (version, output) = (version, playing?.track.output.ring.token)
        let gain = processor.read { state -> Float?? in
            guard state.version != version else { return .none }
            return .some(output.flatMap { state.gains[$0] })
        }
        guard let gain else { return }
        takeSettings()
        try encoder.adapt(to: processor.read { $0.encoder })
        chain.set(plan.effects)
        chain.set(gain: plan.gain)
        playing?.deck.set(Timescale(plan.effects))
        outgoing?.deck.set(Timescale(plan.effects))
        if let now = playing { now.deck.set(gain: gain ?? now.track.gain) }
    }

    // MARK: Passages

    private func beginFadeIfDue() throws {
        guard plan.crossfade > 0, switchFrame == nil, outgoing == nil, let now = playing else { return }
        let total = now.track.ring.framesInAllOfTrack ?? now.track.statedFrames
        guard let total else { return }
        let remaining = Int((Double(total) - now.deck.position) / now.deck.speed)
        guard remaining <= plan.crossfade, remaining > Self.lead else { return }
        let next = processor.read { state -> SoundTrack? in
            defer { state.next = nil }
            return state.next
        }
        guard let next else { return }
        outgoing = (now.deck, now.reader, Crossfade(blocks: remaining))
        playing = try makePlaying(next, timescale: Timescale(plan.effects), gain: next.gain)
    }

    private func mixOutgoing() throws {
        guard var leaving = outgoing else { return }
        _ = try leaving.deck.render(scratch)
        leaving.fade.mix(scratch, into: block)
        outgoing = leaving.fade.isOver ? nil : leaving
        // The track it fades into is heard: so the driver has left this one.
        if let now = playing, now.track.output.ring.framesTaken > 0 {
            leaving.reader.take(upTo: leaving.fade.isOver ? leaving.reader.frame : leaving.reader.frame - 30)
        }
    }

    /// Behind the last track a hall still sounds for a while.
    private func ringsOn() -> Bool {
        guard plan.effects.contains(where: { $0.kind == .reverb }), tail < Self.longestTail else { return false }
        tail += 1
        return true
    }

    // MARK: Packets

    private func encode(_ made: Awaited) throws {
        var room = unsafe MutableSpan(_unsafeStart: packet, count: FrameRing.longestPacket)
        let length = try encoder.encode(block, into: &room)
        if length > 0, let awaited { try push(length, awaited) }
        awaited = made
    }

    private func push(_ length: Int, _ made: Awaited) throws {
        guard let output = made.output else { return }
        if let former = filling, former !== output {
            former.ring.finish()
            processor.read { state in state.outputs.removeAll { $0 === former } }
        }
        filling = output
        guard var now = playing else { return }
        let isCurrent = now.track.output === output
        output.note(made.place, of: output.ring.framesPushedInAll)
        guard unsafe output.ring.push(UnsafeRawBufferPointer(start: packet, count: length)) else {
            throw CancellationError()
        }
        guard isCurrent else { return }
        now.pushed += 1
        playing = now
        if now.pushed == Self.fine, settled == 0 { try encoder.refine(false) }
        if now.pushed == Self.primed { splice() }
        // Once its output is heard, the driver has left the track's own ring.
        if output.ring.framesTaken > 0 { now.reader.take(upTo: Int(made.place) - 2) }
    }

    private func end() throws -> Bool {
        block.clear()
        chain.process(block)
        try encode(Awaited(output: nil, place: 0))
        if let now = playing {
            splice()
            if now.track.output.ring.framesTaken > 0 { now.reader.take(upTo: now.reader.frame) }
        }
        return false
    }

    /// Whether nothing is done to the track's sound any more.
    private func isUnchanged(_ track: Playing) -> Bool {
        plan.isOriginal && chain.isIdentity && track.deck.isOriginal
    }

    /// Gives the track back when nothing is left to be done and the listeners' decoders are ready for it.
    private func handBackIfDue() throws -> Bool {
        guard let now = playing, switchFrame == nil, outgoing == nil, isUnchanged(now), !encoder.isLimiting,
            now.track.output.ring.framesTaken > 0
        else {
            if settled > 0 { try encoder.refine(false) }
            settled = 0
            return false
        }
        if settled == 0 { try encoder.refine(true) }
        settled += 1
        guard settled > Self.settling else { return false }
        let version = version
        let isFinal = processor.read { state in
            guard state.version == version, state.next == nil else { return false }
            state.hasEnded = true
            return true
        }
        guard isFinal else { return false }
        // The newest block's packet is the first that comes from the track itself again.
        let output = now.track.output
        now.reader.take(upTo: Int(now.deck.position) - 1)
        output.handBack()
        processor.call.splice(from: output.ring, to: now.track.ring, at: .max)
        handedBack = output.ring.token
        return true
    }
}
