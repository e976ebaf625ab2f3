internal import Audio
internal import Catalog
internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// The one writer of a guild's playback: its queue, its voice connection and what is sent.
///
/// Everything that happens arrives in an inbox and is handled in order, to its end, by `run`. A change is stored before it takes
/// effect and before anyone is told. Nothing of it is shared with another guild.
actor GuildPlayer {
    /// Requests that are being opened or wait for the voice connection.
    static let pendingLimit = 16
    /// From so many waiting inputs on only those are taken that come once: a job that finds no room is answered with `busy`.
    static let inboxLimit = 256
    private static let reloadAttempts = 20

    let guild: GuildID
    let environment: PlayerEnvironment
    var queue: GuildQueue
    /// What the store holds; differs from `queue` after changes that took effect although the store did not take them, such as a
    /// track's end. The next commit carries them.
    var stored: GuildQueue
    var voice = VoicePhase.idle
    /// While a move is under way: the channel in which the music goes on until then.
    var stay: ChannelID?
    var call: AudioCall?
    /// The current entry's feed, if one was started.
    var playing: Feed?
    /// The feed of the entry behind it, prepared so that it follows without a gap.
    var upNext: Feed?
    /// The feed of the entry before, while it may still be fading out.
    var fadingOut: Feed?
    var pending: [PendingPlay] = []
    /// Jobs that are answered when the bot is in the channel.
    var joining: [JobID] = []
    /// The call's encrypted group; nil while it is not encrypted end to end.
    var encryptedGroup: DAVEGroup?
    var aloneSince: Duration?
    /// Since when Discord keeps the bot from speaking where it is.
    var silencedSince: Duration?
    /// Set once the lease is lost or the node stops: nothing is written any more.
    var isRetired = false
    /// The node stops: what has no outcome yet, the next one takes up.
    var isShutDown = false
    /// Lists whose entries still arrive, by number.
    var lists: [Int: FollowedList] = [:]
    var listsBegun = 0
    /// Feeds whose loudness is being measured.
    var measuring: Set<Int> = []
    var seeking: Seeking?
    /// When people were told last that an account opens its tracks no more.
    var lossesTold: [LostAccount: Duration] = [:]
    /// The room's rules, once they were read.
    var settings: RoomSettings?
    var votes = Votes()
    /// What the voice server says of the packets it gets.
    var reports: ReceptionReports?
    var expectedLoss = ExpectedLoss()
    /// After a stop: when the channel is left, if nothing plays until then.
    var leavesAt: Duration?
    var shownAt: Duration = .zero
    var batches: [PendingBatch] = []
    private var feeds = 0
    private let began: any InstantProtocol<Duration>

    private nonisolated let waiting = Atomic<Int>(0)
    private nonisolated let inbox: AsyncStream<PlayerInput>
    private nonisolated let inboxEnd: AsyncStream<PlayerInput>.Continuation

    enum VoicePhase: Equatable {
        case idle
        case joining(ChannelID)
        /// In the channel; audio leaves while `hasPath`.
        case connected(ChannelID, hasPath: Bool)
        /// In the channel, but not allowed to speak: a stage's listener, or muted.
        case audience(ChannelID)
    }

    /// A feeder and what it plays.
    struct Feed {
        let number: Int
        let entry: Int64
        let feeder: TrackFeeder
        let startFrames: Int64
        var metadata: TrackMetadata?
        /// Why the track ended early, to be told when its last packet has left.
        var problem: MediaProblem?
        /// Nil while it isn't known.
        var loudness: TrackLoudness?
        /// What the driver plays in the place of the feeder's ring, while the processor stands between them or has given it back.
        var output: SoundOutput?
        var processor: SoundProcessor?
        /// The driver has its ring.
        var isHandedOver = false
        /// Where the account that found the track opened it no more; to be told when it is in the queue.
        var isPublicAt: CatalogTrack.Service?

        var positionFrames: Int64 {
            let ring = feeder.ring
            return startFrames + Int64(feeder.framesSkipped) + Int64(output?.framesHeard ?? ring.framesTaken)
        }

        /// The ring that the driver is to be given.
        var ring: FrameRing { output?.ring ?? feeder.ring }

        /// Whether the ring is this track's, processed or not.
        func owns(ring: UInt64) -> Bool { feeder.ring.token == ring || output?.ring.token == ring }

        /// How many frames from the feed's beginning a stated length is.
        func frames(in duration: Duration) -> Int {
            Int(duration / .milliseconds(20)) - Int(startFrames) - feeder.framesSkipped
        }
    }

    /// A request whose track is being opened.
    struct PendingPlay {
        let job: PlaybackJob
        let request: PlayRequest
        /// Lists whose entries follow.
        let lists: [LinkedPlaylist]
        var feed: Feed
        /// The place it took when it arrived.
        let order: Int64
    }

    init(guild: GuildID, queue: GuildQueue, environment: PlayerEnvironment) {
        self.guild = guild
        self.queue = queue
        stored = queue
        self.environment = environment
        began = environment.clock.now
        (inbox, inboxEnd) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Puts an input in the inbox. False if it is full or the player has ended.
    @discardableResult
    nonisolated func send(_ input: PlayerInput) -> Bool {
        guard !input.mayBeRefused || waiting.load(ordering: .relaxed) < Self.inboxLimit,
            case .enqueued = inboxEnd.yield(input)
        else { return false }
        waiting.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    /// Handles what arrives until `shutdown`, the guild's removal or cancellation.
    func run() async {
        await resumeLists()
        for await input in inbox {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            if case .tick = input {
                await handle(input)
            } else {
                // In a task of its own, whose memory goes with it: this one would keep what a play takes, 15 KiB, to its end.
                await withTaskGroup(of: Void.self) { group in group.addTask { await self.handle(input) } }
            }
            if isRetired { break }
        }
        await retire()
    }

    private func handle(_ input: PlayerInput) async {
        switch input {
        case .job(let job): await admit(job)
        case .feeder(let feed, let event): await feederReported(feed, event)
        case .audio(let event): await audioReported(event)
        case .voice(let news): await voiceReported(news)
        case .sound(let event): soundReported(event)
        case .loudness(let feed, let loudness): loudnessLearnt(feed, loudness)
        case .people: noticePeople()
        case .found(let tracks, let list): await found(tracks, in: list)
        case .listEnded(let list): await endList(list)
        case .forget(let member, let time): await forget(member, before: time)
        case .collected(let job, let collection): await play(collection.request, job, behind: collection.lists)
        case .tick: await tick()
        case .restore: await restore()
        case .shutdown: await shutDown()
        case .leaseLost: isRetired = true
        case .guildRemoved: await leaveForGood()
        }
    }

    /// What people see of the player now.
    var state: PlayerState {
        let phase: PlayerState.Phase =
            switch voice {
            case _ where queue.current == nil: .idle
            case _ where queue.playback.paused: .paused
            case .idle, .audience: .idle
            case .joining: .connecting
            case .connected(_, let hasPath): hasPath ? .playing : .connecting
            }
        return PlayerState(
            phase: phase, channel: channel, current: queue.current.map { TrackSummary($0) },
            positionMilliseconds: positionFrames * 20, waiting: queue.waiting.count,
            privacyCode: encryptedGroup?.privacyCode.digits, next: queue.following.map { TrackSummary($0) },
            loop: queue.loop == .off ? nil : queue.loop, autoplay: queue.playback.autoplay ? true : nil,
            isPassedThrough: isPassedThrough ? true : nil, quality: quality, sound: sound.isOriginal ? nil : sound,
            arriving: arriving)
    }

    /// The current track's own packets are sent.
    private var isPassedThrough: Bool {
        playing?.entry == queue.playback.current && playing?.metadata?.isPassedThrough == true
            && playing?.processor == nil
    }

    private var quality: TrackQuality? {
        guard let playing, playing.entry == queue.playback.current, let metadata = playing.metadata else { return nil }
        let quality = TrackQuality(
            codec: metadata.codec,
            kilobitsPerSecond: metadata.isPassedThrough ? playing.feeder.kilobitsPerSecond : nil,
            playedFrom: metadata.playedFrom)
        return quality == TrackQuality() ? nil : quality
    }

    var channel: ChannelID? {
        switch voice {
        case .idle: nil
        case .joining(let channel), .connected(let channel, _), .audience(let channel): channel
        }
    }

    /// Frames of 20 ms into the current track.
    var positionFrames: Int64 {
        guard let playing, playing.entry == queue.playback.current else { return queue.playback.positionFrames }
        return playing.positionFrames
    }

    /// Time since the player was made.
    var elapsed: Duration { Self.duration(from: began, on: environment.clock) }

    private static func duration<C: Clock<Duration>>(from began: any InstantProtocol<Duration>, on clock: C) -> Duration
    {
        guard let began = began as? C.Instant else { return .zero }
        return began.duration(to: clock.now)
    }

    /// A new feed whose events come back with its number. `wanted` is the channel it is made for, where that isn't the present one.
    func makeFeed(
        entry: Int64, media: RequestedMedia, requester: UserID, startFrames: Int64, in wanted: ChannelID? = nil
    ) -> Feed {
        feeds += 1
        let number = feeds
        var options = environment.trackOptions
        options.start = Int(startFrames)
        options.encoder = isFurtherProcessed ? TrackEnds.intermediate : encoder(in: wanted ?? channel)
        let feeder = TrackFeeder(
            media: media, requester: requester, options: options, open: environment.openMedia, ends: TrackEnds(sound)
        ) { [weak self] event in
            self?.send(.feeder(feed: number, event))
        }
        feeder.start()
        return Feed(number: number, entry: entry, feeder: feeder, startFrames: startFrames)
    }

    /// Changes the queue and answers the job, both or neither. A failure that `change` returns is the answer, and nothing changes.
    @discardableResult
    func commit(_ job: PlaybackJob, _ change: (inout GuildQueue) -> JobOutcome) async -> Bool {
        var changed = copy
        let outcome = change(&changed)
        if case .failed(let failure) = outcome {
            await fail(job, failure)
            return false
        }
        guard await store(changed, completing: (job.id, outcome)) else {
            await fail(job, .storeUnavailable)
            return false
        }
        return true
    }

    /// Changes the queue: on a copy first, then in the store, then here. False if the store did not take it.
    func commit(
        completing completion: (JobID, JobOutcome)? = nil, _ change: (inout GuildQueue) -> Void
    ) async -> Bool {
        var changed = copy
        change(&changed)
        return await store(changed, completing: completion)
    }

    /// Every change stores the playback as a whole: a position of long ago must not take the place of what was saved since.
    private var copy: GuildQueue {
        var copy = queue
        copy.notePosition(positionFrames)
        return copy
    }

    private func store(_ changed: GuildQueue, completing completion: (JobID, JobOutcome)?) async -> Bool {
        do {
            let job = try completion.map { JobCompletion(job: $0.0.text, outcome: try $0.1.json()) }
            try await environment.store.apply(
                changed.changes(since: stored), to: guild, epoch: queue.playback.epoch, completing: job)
        } catch StoreError.fenced(let epoch) {
            environment.logger.warning("another node plays for this guild", metadata: ["epoch": "\(epoch)"])
            isRetired = true
            return false
        } catch StoreError.unanswered {
            await reload()
            return false
        } catch {
            environment.logger.error("the queue was not stored", metadata: ["error": "\(error)"])
            return false
        }
        queue = changed
        stored = changed
        if let completion { environment.announceOutcome(completion.0, completion.1) }
        return true
    }

    /// After a change of which nobody knows whether it was made: what is stored counts. Tries until the store answers, since
    /// nothing may be written on a guess; a store that stays silent ends the player, and the next one reads anew.
    private func reload() async {
        let reserved = queue.playback.nextEntry
        for _ in 0..<Self.reloadAttempts {
            do {
                let record = try await environment.store.queue(of: guild)
                stored =
                    record.map { GuildQueue($0, epoch: queue.playback.epoch) }
                    ?? GuildQueue(guild: guild, epoch: queue.playback.epoch)
                queue = stored
                return queue.raiseNextEntry(to: reserved)
            } catch {
                environment.logger.error("the queue could not be read again", metadata: ["error": "\(error)"])
                try? await environment.clock.sleep(for: .milliseconds(500))
            }
        }
        isRetired = true
    }

    private func retire() async {
        inboxEnd.finish()
        endLists()
        // One that was cancelled is not over for the store: what has no outcome, the next node takes up.
        if isRetired, !isShutDown { await refuseAll() }
        for play in pending { play.feed.feeder.cancel() }
        pending = []
        seeking?.feed.feeder.cancel()
        seeking = nil
        await silence()
        call?.close()
        call = nil
        environment.positions.clear(guild)
    }

    /// Answers everyone who waits. Without it they would wait for a node that starts anew, which takes up what has no outcome.
    private func refuseAll() async {
        await dropPending(.busy)
        await endSeeking(.busy)
        for await input in inbox {
            if case .job(let job) = input { await environment.complete(job.id, .failed(.busy)) }
        }
    }
}
