internal import Audio
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// How the playback sounds: settings, and the processor that stands between a track's ring and the driver while one is needed.
extension GuildPlayer {
    /// A fade out of a track that is passed on is prepared this many frames before it begins.
    private static let fadeNotice = 150
    /// A fade needs at least this many frames.
    private static let shortestFade = 25

    var sound: SoundSettings { queue.sound }

    private var plan: SoundPlan { SoundPlan(sound) }

    /// Whether what a feed encodes is likely to be decoded and encoded again behind its ring.
    var isFurtherProcessed: Bool { TrackEnds(sound).isIntermediate }

    /// For packets that leave as they are encoded.
    var encoder: OpusEncoder.Configuration { encoder(in: channel) }

    func encoder(in channel: ChannelID?) -> OpusEncoder.Configuration {
        var encoder = environment.trackOptions.encoder
        if let channel, let bitrate = environment.people.bitrate(channel) { encoder.bitrate = Int32(clamping: bitrate) }
        encoder.expectedLoss = expectedLoss.percent
        return encoder
    }

    /// Has the encoders follow the channel's bitrate and what the voice server reports of the packets.
    func adaptEncoders() {
        heedReports()
        let encoder = encoder
        for feed in [playing, upNext].compactMap(\.self) {
            feed.processor?.encode(by: encoder)
            let isIntermediate = isFurtherProcessed && feed.feeder.isMadeForFurtherProcessing
            feed.feeder.encode(by: isIntermediate ? TrackEnds.intermediate : encoder)
        }
    }

    private func heedReports() {
        guard let report = reports?.newest() else { return }
        let former = expectedLoss.percent
        expectedLoss.note(report)
        let percent = expectedLoss.percent
        guard percent != former else { return }
        environment.logger.debug(
            "the share of packets that are lost on their way to the voice server has changed",
            metadata: ["guild": "\(guild)", "reported": "\(report.fractionLost)/256", "expected": "\(percent) %"])
    }

    func changeSound(_ change: SoundChange, _ job: PlaybackJob) async {
        var changed = sound
        changed.apply(change)
        guard changed != sound else { return await environment.complete(job.id, .sound(sound)) }
        let now = environment.now()
        guard await commit(completing: (job.id, .sound(changed)), { $0.setSound(changed, at: now) }) else {
            return await fail(job, .storeUnavailable)
        }
        soundChanged()
    }

    /// Brings what plays now, and what follows, in line with the settings.
    private func soundChanged() {
        measureLoudness()
        adaptEncoders()
        guard var feed = playing, feed.isHandedOver else { return }
        takeBackUpNext()
        let plan = plan
        if let processor = feed.processor, let output = feed.output, processor.set(plan),
            processor.set(gain: gain(of: feed), of: output)
        {
            return handOverUpNext()
        }
        feed.processor = nil
        if needsProcessor(feed), let processor = makeProcessor(.playing, &feed) {
            playing = feed
            environment.positions.set(guild, epoch: queue.playback.epoch, entry: feed.entry, feed: feed)
            processor.start()
        }
        handOverUpNext()
    }

    /// The factor that makes the feed's track as loud as all.
    private func gain(of feed: Feed) -> Float {
        sound.normalizes ? feed.loudness?.gain ?? 1 : 1
    }

    private func needsProcessor(_ feed: Feed) -> Bool { !plan.isOriginal || gain(of: feed) != 1 }

    // MARK: Processors

    private enum Manner {
        case unheard
        case playing
        case fading(FrameRing, frame: Int)
    }

    /// A processor for the feed, whose output the feed then has; nil where there is no call.
    private func makeProcessor(_ manner: Manner, _ feed: inout Feed) -> SoundProcessor? {
        guard let call else { return nil }
        let output = SoundOutput(of: feed.feeder.ring)
        let track = SoundTrack(
            output: output, gain: gain(of: feed), statedFrames: feed.metadata?.duration.map { feed.frames(in: $0) })
        let beginning: SoundProcessor.Beginning =
            switch manner {
            case .unheard: .unheard(track)
            case .playing: .playing(track)
            case .fading(let former, let frame): .fading(former: former, frame: frame, track)
            }
        let processor = SoundProcessor(beginning, plan: plan, encoder: encoder, call: call) { [weak self] event in
            self?.send(.sound(event))
        }
        // With it comes its loudness, should that have been learnt before the track began.
        _ = processor.set(gain: track.gain, of: output)
        feed.output = output
        feed.processor = processor
        return processor
    }

    /// The ring to give the driver for a feed of which it has none yet.
    func ringForDriver(_ feed: inout Feed) -> FrameRing {
        if feed.processor == nil { feed.output = nil }
        if feed.processor == nil, needsProcessor(feed), let processor = makeProcessor(.unheard, &feed) {
            processor.start()
        }
        return feed.ring
    }

    /// The same for the feed that follows: where the present one goes through a processor, that one plays on.
    func ringToFollow(_ feed: inout Feed) -> FrameRing {
        if let current = playing, let processor = current.processor,
            needsProcessor(feed) || sound.crossfadeSeconds > 0 && needsProcessor(current)
        {
            let output = SoundOutput(of: feed.feeder.ring)
            let track = SoundTrack(
                output: output, gain: gain(of: feed), statedFrames: feed.metadata?.duration.map { feed.frames(in: $0) })
            if processor.follow(track) {
                feed.output = output
                feed.processor = processor
                return output.ring
            }
        }
        return ringForDriver(&feed)
    }

    /// The feed behind the current one is taken from the driver and the processor, to be handed over anew. False where it has begun.
    @discardableResult
    func takeBackUpNext() -> Bool {
        guard var feed = upNext, feed.isHandedOver else { return upNext != nil }
        if let processor = feed.processor, processor === playing?.processor {
            guard processor.unfollow() else { return false }
        } else {
            feed.processor?.cancel()
        }
        feed.processor = nil
        feed.output = nil
        feed.isHandedOver = false
        upNext = feed
        return true
    }

    /// Ends what stands behind a feed that is dropped.
    func releaseProcessor(of feed: Feed, sharedWith other: Feed?) {
        guard let processor = feed.processor else { return }
        if processor === other?.processor { _ = processor.unfollow() } else { processor.cancel() }
    }

    func soundReported(_ event: SoundProcessor.Event) {
        switch event {
        case .handedBack(let output):
            guard playing?.output?.ring.token == output else { return }
            playing?.processor = nil
        case .failed(let reason):
            environment.logger.error("the sound could not be processed", metadata: ["reason": "\(reason)"])
        }
    }

    // MARK: Fading

    /// Begins to fade out of a track that is passed on, when its end is near enough to be known.
    func fadeIfNear() {
        let frames = sound.crossfadeSeconds * 50
        guard frames > 0, let current = playing, current.processor == nil, current.isHandedOver, var next = upNext,
            next.isHandedOver, next.metadata != nil, next.processor?.fadesIn != true, voiceHasPath,
            !queue.playback.paused
        else { return }
        let ring = current.feeder.ring
        let stated = current.metadata?.duration.map { current.frames(in: $0) }
        guard let total = ring.framesInAll ?? stated, total - ring.framesTaken <= frames + Self.fadeNotice else {
            return
        }
        let start = max(total - frames, ring.framesTaken + 2 * SoundOutput.frames)
        guard total - start >= Self.shortestFade else { return }
        next.processor?.cancel()
        next.processor = nil
        guard let processor = makeProcessor(.fading(ring, frame: start), &next), let call else { return }
        upNext = next
        call.follow(next.ring)
        processor.start()
    }

    private var voiceHasPath: Bool {
        if case .connected(_, hasPath: true) = voice { true } else { false }
    }

    // MARK: Loudness

    /// Learns the loudness of what plays and of what follows, where it is wanted and not known.
    func measureLoudness() {
        guard sound.normalizes else { return }
        measuring.formIntersection([playing, upNext].compactMap { $0?.number })
        for feed in [playing, upNext].compactMap(\.self) where feed.loudness == nil && !measuring.contains(feed.number)
        {
            guard feed.metadata != nil else { continue }
            if let tagged = feed.metadata?.loudness {
                loudnessLearnt(feed.number, tagged)
                continue
            }
            measuring.insert(feed.number)
            let (number, feeder, book) = (feed.number, feed.feeder, environment.loudness)
            // It ends with the measuring, at most a track's reading; its result goes the way of all news.
            Task { [weak self] in
                let loudness = await book.loudness(of: feeder.media, for: feeder.requester)
                self?.send(.loudness(feed: number, loudness))
            }
        }
    }

    func loudnessLearnt(_ number: Int, _ loudness: TrackLoudness?) {
        // What can't be told stays among those that are measured: it isn't asked again.
        guard let loudness else { return }
        measuring.remove(number)
        if playing?.number == number {
            playing?.loudness = loudness
            soundChanged()
        } else if upNext?.number == number {
            upNext?.loudness = loudness
            if let feed = upNext, let output = feed.output,
                feed.processor?.set(gain: gain(of: feed), of: output) == true
            {
                return
            }
            if takeBackUpNext() { handOverUpNext() }
        }
    }
}
