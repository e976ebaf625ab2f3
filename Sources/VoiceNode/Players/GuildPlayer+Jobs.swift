internal import Catalog
internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Storage

/// What people ask for.
extension GuildPlayer {
    func perform(_ job: PlaybackJob) async {
        defer { environment.encourageDisplay() }
        switch job.action {
        case .play(let request): await play(request, job)
        case .skip: await skip(job)
        case .pause: await pause(job)
        case .resume: await resume(job)
        case .stop: await stop(job)
        case .clear: await clear(job)
        case .join(let channel): await join(channel, job)
        case .leave: await leave(job)
        case .queue(let page): await environment.complete(job.id, .queue(queue.page(page, player: state)))
        case .nowPlaying: await environment.complete(job.id, .nowPlaying(state))
        case .sound(let change): await changeSound(change, job)
        case .privacy(let member): tellPrivacy(of: member ?? job.requester.user, job)
        case .edit(let change): await edit(change, job)
        case .library(let request): await useLibrary(request, job)
        case .room(let request): await changeRoom(request, job)
        case .music(let request): await useMusic(request, job)
        }
    }

    func fail(_ job: PlaybackJob, _ failure: JobFailure) async {
        await environment.complete(job.id, .failed(failure))
    }

    func play(_ request: PlayRequest, _ job: PlaybackJob, behind lists: [LinkedPlaylist] = []) async {
        guard let channel = await channelToPlayIn(for: job) else { return }
        guard queue.entries.count + pending.count < GuildQueue.limit else {
            return await fail(job, .queueFull(limit: GuildQueue.limit))
        }
        guard pending.count < Self.pendingLimit else { return await fail(job, .busy) }
        let place = queue.reservePlace()
        let media = environment.search.offers.media(for: request.media, of: job.requester.user)
        let feed = makeFeed(
            entry: place.entry, media: media, requester: job.requester.user,
            startFrames: request.media.startMilliseconds / 20, in: channel)
        pending.append(PendingPlay(job: job, request: request, lists: lists, feed: feed, order: place.order))
        await connect(to: channel)
    }

    /// The requester's channel, if the bot may and can play there. Otherwise the job has been answered.
    func channelToPlayIn(for job: PlaybackJob) async -> ChannelID? {
        guard let wanted = environment.people.voiceChannel(job.requester.user) else {
            await fail(job, .notInVoice)
            return nil
        }
        if let channel, channel != wanted, queue.current != nil || !pending.isEmpty,
            environment.people.listenerCount(channel) > 0
        {
            await fail(job, .playingElsewhere(channel))
            return nil
        }
        if channel != wanted, let obstacle = environment.people.obstacle(wanted) {
            await fail(job, obstacle)
            return nil
        }
        return wanted
    }

    private func skip(_ job: PlaybackJob) async {
        let now = environment.now()
        let isDone = await commit(job) { queue in
            guard let skipped = queue.current else { return .failed(.nothingPlaying) }
            queue.advance(.skipped, at: now)
            return .skipped(TrackSummary(skipped), next: queue.current.map { TrackSummary($0) })
        }
        guard isDone else { return }
        restart()
        await queueChanged()
        await playOnByItself()
    }

    /// A looped queue of one track begins it again when it is skipped.
    private func restart() {
        guard playing?.entry == queue.playback.current else { return }
        dropPlaying()
    }

    func pause(_ job: PlaybackJob) async {
        guard queue.current != nil else { return await fail(job, .nothingPlaying) }
        guard !queue.playback.paused else { return await fail(job, .alreadyPaused) }
        // The driver first: what is stored and told is then the position at which it stands.
        call?.pause()
        let (now, position) = (environment.now(), positionFrames)
        var paused = state
        paused.phase = .paused
        guard
            await commit(
                completing: (job.id, .paused(paused)), { $0.setPaused(true, positionFrames: position, at: now) })
        else {
            call?.resume()
            return await fail(job, .storeUnavailable)
        }
        showPlayer()
    }

    func resume(_ job: PlaybackJob) async {
        guard queue.current != nil else { return await fail(job, .nothingPlaying) }
        guard queue.playback.paused else { return await fail(job, .notPaused) }
        let (now, position) = (environment.now(), positionFrames)
        var resumed = state
        resumed.phase = .playing
        guard
            await commit(
                completing: (job.id, .resumed(resumed)), { $0.setPaused(false, positionFrames: position, at: now) })
        else { return await fail(job, .storeUnavailable) }
        await environment.voice.setSpeaking(true)
        call?.resume()
        if playing == nil { await playCurrent() }
        showPlayer()
    }

    /// Falls silent and empties the queue; the channel is left a little later, so that a mistake is soon mended.
    private func stop(_ job: PlaybackJob) async {
        guard channel != nil || queue.current != nil else { return await fail(job, .nothingPlaying) }
        let now = environment.now()
        let isDone = await commit(job) { queue in
            let removed = queue.waiting.count
            queue.stop(by: job.requester.user, at: now)
            return .stopped(removed: removed)
        }
        guard isDone else { return }
        endLists()
        await dropPending(.nothingPlaying)
        await endSeeking(.nothingPlaying)
        leavesAt = elapsed + environment.lingering
        await queueChanged()
    }

    private func clear(_ job: PlaybackJob) async {
        let now = environment.now()
        await commit(job) { queue in
            let removed = queue.waiting.count
            queue.clearWaiting(by: job.requester.user, at: now)
            return .cleared(removed: removed)
        }
        endLists()
        await queueChanged()
    }

    private func join(_ wanted: ChannelID?, _ job: PlaybackJob) async {
        guard let wanted = wanted ?? environment.people.voiceChannel(job.requester.user) else {
            return await fail(job, .notInVoice)
        }
        if case .connected(wanted, hasPath: true) = voice { return await environment.complete(job.id, .joined(wanted)) }
        if let obstacle = environment.people.obstacle(wanted) { return await fail(job, obstacle) }
        queue.setTextChannel(job.textChannel)
        leavesAt = nil
        joining.append(job.id)
        await connect(to: wanted)
    }

    private func tellPrivacy(of member: UserID, _ job: PlaybackJob) {
        let code = encryptedGroup?.privacyCode.digits
        let theirs = encryptedGroup?.fingerprints[member]
        let own = environment.fingerprint()
        let complete = environment.complete
        // Slow by intention (scrypt), so that the inbox does not wait for it. Whoever asked waits for the outcome.
        Task.detached {
            let pairwise = theirs.flatMap { theirs in own?.pairwiseCode(with: theirs)?.digits }
            await complete(job.id, .privacy(CallPrivacy(groupCode: code, member: member, memberCode: pairwise)))
        }
    }

    private func leave(_ job: PlaybackJob) async {
        guard channel != nil else { return await fail(job, .notConnected) }
        let (now, position) = (environment.now(), positionFrames)
        guard
            await commit(
                completing: (job.id, .left), { $0.setVoiceChannel(nil, positionFrames: position, at: now) })
        else { return await fail(job, .storeUnavailable) }
        await dropPending(.notConnected)
        await endSeeking(.notConnected)
        await leaveVoice()
    }

    /// Answers every request that has not become an entry yet.
    func dropPending(_ failure: JobFailure) async {
        let plays = pending
        pending = []
        for play in plays {
            play.feed.feeder.cancel()
            await fail(play.job, failure)
        }
        let dropped = batches
        batches = []
        for batch in dropped { await fail(batch.job, failure) }
        let jobs = joining
        joining = []
        for job in jobs { await environment.complete(job, .failed(failure)) }
    }
}
