internal import Catalog
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Logging
internal import Storage

/// Tracks: opened, played, followed by the next.
extension GuildPlayer {
    /// Before the end of a track the next one is opened: this long before, or at once if it is nearer or unknown.
    static let preloadLead: Duration = .seconds(20)

    func feederReported(_ number: Int, _ event: TrackFeeder.Event) async {
        if case .failed(let problem, let reason) = event {
            environment.logger.debug(
                "a track failed", metadata: ["guild": "\(guild)", "problem": "\(problem)", "reason": "\(reason)"])
        }
        if case .retitled(let title) = event { return await retitle(number, title) }
        if case .playsPublicly(let service) = event { return notePublic(number, service) }
        if let index = pending.firstIndex(where: { $0.feed.number == number }) {
            await pendingReported(at: index, event)
        } else if seeking?.feed.number == number {
            await seekingReported(event)
        } else if playing?.number == number {
            note(event, in: &playing)
            measureLoudness()
        } else if upNext?.number == number {
            note(event, in: &upNext)
            measureLoudness()
        }
    }

    private func note(_ event: TrackFeeder.Event, in feed: inout Feed?) {
        switch event {
        case .opened(let metadata):
            feed?.metadata = metadata
            if feed?.loudness == nil { feed?.loudness = metadata.loudness }
        // Told when the driver has sent what came before: `audioReported(.ended)`.
        case .failed(let problem, _): feed?.problem = problem
        case .retitled, .playsPublicly: break
        }
    }

    private func pendingReported(at index: Int, _ event: TrackFeeder.Event) async {
        switch event {
        case .opened(let metadata):
            if !metadata.hasSound, pending[index].feed.startFrames > 0 { return beginAnew(at: index) }
            pending[index].feed.metadata = metadata
            pending[index].feed.loudness = metadata.loudness
            await queueOpened()
        case .failed(.incomplete, _):
            // All that there is waits in the ring, and can be played.
            pending[index].feed.problem = .incomplete
        case .retitled, .playsPublicly: break
        case .failed(let problem, _):
            let play = pending.remove(at: index)
            play.feed.feeder.cancel()
            await refuse(play, problem)
            await leaveIfJoinedForNothing()
        }
    }

    /// The place that a link named lies behind the track's end.
    private func beginAnew(at index: Int) {
        let feed = pending[index].feed
        feed.feeder.cancel()
        pending[index].feed = makeFeed(
            entry: feed.entry, media: feed.feeder.media, requester: feed.feeder.requester, startFrames: 0)
    }

    /// Where no recording is surely the right one the member is asked, rather than hearing the wrong one.
    private func refuse(_ play: PendingPlay, _ problem: MediaProblem) async {
        // What was asked for together with it is played all the same.
        if problem != .botCheck, let more = play.request.more, let next = more.first {
            var request = play.request
            (request.media, request.more) = (next, Array(more.dropFirst()))
            if let channel = play.job.textChannel ?? queue.playback.textChannel {
                let title = play.feed.feeder.media.suggestedTitle
                let notice = Notice.trackFailed(title: title, requester: play.job.requester.user, problem)
                environment.notify(channel, notice, settings?.locale)
            }
            return await self.play(request, play.job, behind: play.lists)
        }
        guard problem == .noCertainMatch, let doubt = play.feed.feeder.doubt, !doubt.candidates.isEmpty,
            let reference = doubt.track.reference
        else { return await fail(play.job, .unusableMedia(problem)) }
        let (offers, member) = (environment.search.offers, play.job.requester.user)
        offers.noteDoubt(of: doubt.track, reference, for: member)
        let offer = offers.offer(
            Array(doubt.candidates.prefix(MusicSearch.offered)), for: doubt.track.title, to: member)
        await environment.complete(play.job.id, .music(.uncertain(reference: reference, offer: offer)))
    }

    /// Nobody wants the bot to arrive when there is nothing to play.
    private func leaveIfJoinedForNothing() async {
        guard case .joining = voice, pending.isEmpty, joining.isEmpty, queue.current == nil else { return }
        await leaveVoice()
    }

    /// Makes entries of the opened requests, once the bot is in the channel.
    func queueOpened() async {
        guard case .connected = voice else { return }
        await queueBatches()
        while let index = pending.firstIndex(where: { $0.feed.metadata != nil }) {
            let play = pending.remove(at: index)
            guard let metadata = play.feed.metadata else { continue }
            await queueOpened(play, metadata)
        }
    }

    private func queueOpened(_ play: PendingPlay, _ metadata: TrackMetadata) async {
        guard let entry = entry(of: play, metadata), let settings = await roomSettings() else {
            play.feed.feeder.cancel()
            return await fail(play.job, .internal(reference: play.job.id.text))
        }
        let rules = RoomRules(settings: settings)
        if let refusal = rules.refusal(of: entry, in: queue, by: play.job.requester) {
            play.feed.feeder.cancel()
            await fail(play.job, .refused(refusal))
            return await leaveIfJoinedForNothing()
        }
        let list = play.feed.feeder.list
        let unfinished = unfinishedLists(of: play)
        let isQueued = await commit(play.job) { queue in
            queue.setTextChannel(play.job.textChannel)
            queue.add(entry, as: play.request, isFair: settings.isFair == true)
            queue.lists += unfinished.filter { !$0.link.isEmpty }
            let ahead = queue.entriesAhead(of: entry.id)
            let more = play.request.more ?? []
            if !more.isEmpty {
                let entries = more.compactMap { Self.record($0, play.job, entry.addedAt) }
                let count = queue.take(entries, by: play.job.requester, rules, at: entry.addedAt).taken.count
                let track = TrackSummary(entry)
                return count == 0
                    ? .queued(track, ahead: ahead)
                    : .edited(.queuedMany(track: track, count: count + 1, ahead: ahead))
            }
            guard let list else { return .queued(TrackSummary(entry), ahead: ahead) }
            return .queuedList(
                TrackSummary(entry), ahead: ahead, QueuedList(list))
        }
        guard isQueued else { return play.feed.feeder.cancel() }
        tellPublic(play.feed, entry)
        leavesAt = nil
        place(play.feed)
        follow(unfinished, of: play)
        await playCurrentUnlessPlaying()
        await queueChanged()
    }

    private func entry(of play: PendingPlay, _ metadata: TrackMetadata) -> QueueEntryRecord? {
        guard let media = try? metadata.media.beginning(at: play.feed.startFrames * 20).json() else { return nil }
        return QueueEntryRecord(
            id: play.feed.entry, order: play.order, media: media, title: metadata.title, artist: metadata.artist,
            link: metadata.link, durationMilliseconds: metadata.duration.map(\.milliseconds),
            requester: play.job.requester.user, requesterName: play.job.requester.name,
            textChannel: play.job.textChannel, addedAt: environment.now())
    }

    /// Keeps the opened feed of a new entry if it plays now or next.
    private func place(_ feed: Feed) {
        if queue.playback.current == feed.entry, playing?.entry != feed.entry {
            dropPlaying()
            playing = feed
        } else if queue.following?.id == feed.entry {
            dropUpNext()
            upNext = feed
            handOverUpNext()
        } else {
            feed.feeder.cancel()
        }
    }

    /// Makes the current entry sound, from the stored position if it did not sound yet.
    func playCurrent() async {
        if playing?.entry != queue.playback.current { dropPlaying() }
        guard let entry = queue.current else {
            dropUpNext()
            call?.play(nil)
            return environment.positions.clear(guild)
        }
        if playing == nil, upNext?.entry == entry.id {
            playing = upNext
            upNext = nil
        }
        if playing == nil { playing = feed(for: entry, startFrames: queue.playback.positionFrames) }
        await handOverCurrent()
        prepareNextIfNear()
    }

    func playCurrentUnlessPlaying() async {
        guard playing?.isHandedOver != true else { return prepareNextIfNear() }
        await playCurrent()
    }

    private func feed(for entry: QueueEntryRecord, startFrames: Int64) -> Feed? {
        guard let media = try? RequestedMedia(json: entry.media) else { return nil }
        return makeFeed(
            entry: entry.id, media: media, requester: entry.requester,
            startFrames: startFrames > 0 ? startFrames : media.startMilliseconds / 20)
    }

    func handOverCurrent() async {
        guard var feed = playing, let call, case .connected = voice else { return }
        if !queue.playback.paused { await environment.voice.setSpeaking(true) }
        // What plays at once takes the place of what followed, too.
        if upNext?.isHandedOver == true, !takeBackUpNext() { dropUpNext() }
        feed.isHandedOver = true
        let ring = ringForDriver(&feed)
        playing = feed
        environment.positions.set(
            guild, epoch: queue.playback.epoch, entry: feed.entry, feed: feed)
        call.play(ring)
        if queue.playback.paused { call.pause() } else { call.resume() }
        measureLoudness()
        handOverUpNext()
    }

    func handOverUpNext() {
        guard var feed = upNext, !feed.isHandedOver, playing?.isHandedOver == true, let call else { return }
        feed.isHandedOver = true
        let ring = ringToFollow(&feed)
        upNext = feed
        call.follow(ring)
        measureLoudness()
    }

    func dropUpNext() {
        guard let feed = upNext else { return }
        upNext = nil
        releaseProcessor(of: feed, sharedWith: playing)
        feed.feeder.cancel()
        if feed.isHandedOver { call?.follow(nil) }
    }

    /// Opens the entry behind the current one when its turn is near.
    func prepareNextIfNear() {
        fadeIfNear()
        guard upNext == nil, let playing, playing.isHandedOver, let next = queue.following, isNearEnd(playing)
        else { return }
        upNext = feed(for: next, startFrames: 0)
        handOverUpNext()
    }

    private func isNearEnd(_ feed: Feed) -> Bool {
        guard !feed.feeder.ring.isComplete, let duration = feed.metadata?.duration else { return true }
        return duration - .milliseconds(20 * feed.positionFrames) <= Self.preloadLead
    }

    func audioReported(_ event: AudioCall.Event) async {
        switch event {
        case .started(let ring):
            guard playing?.owns(ring: ring) == true else { return }
            prepareNextIfNear()
        case .ended(let ring):
            guard let playing, playing.owns(ring: ring) else { return }
            if let problem = playing.problem {
                notify { .trackFailed(title: $0.title, requester: $0.requester, problem) }
            }
            await currentEnded(playing.problem == nil ? .ended : .failed)
        case .stuck(let ring):
            // What is still being looked up has a deadline of its own, behind others that are looked up.
            guard let playing, playing.owns(ring: ring), playing.metadata != nil else { return }
            notify { .trackStuck(title: $0.title, requester: $0.requester) }
            await currentEnded(.failed)
        case .silent:
            if queue.playback.paused || queue.current == nil { await environment.voice.setSpeaking(false) }
        }
    }

    /// The current track is over. If the store can't take that, playing goes on all the same.
    private func currentEnded(_ ending: GuildQueue.Ending) async {
        let now = environment.now()
        let ended = playing?.entry
        if await !commit({ $0.advance(ending, at: now) }), !isRetired, queue.playback.current == ended {
            queue.advance(ending, at: now)
        }
        if seeking?.feed.entry == ended { await endSeeking(.nothingPlaying) }
        await trackBehindTakesOver()
        if ending != .failed { await playOnByItself() }
        showPlayer()
    }

    /// The driver already plays the ring that followed; otherwise it has to be given one.
    private func trackBehindTakesOver() async {
        let ended = playing
        playing = nil
        if let next = upNext, next.isHandedOver, next.entry == queue.playback.current {
            leave(ended, for: next)
            playing = next
            upNext = nil
            environment.positions.set(
                guild, epoch: queue.playback.epoch, entry: next.entry, feed: next)
            return prepareNextIfNear()
        }
        if let ended { drop(ended) }
        await playCurrent()
    }

    /// A track that fades out is still read by the processor of the one behind it, which lets go of it at the fade's end.
    private func leave(_ ended: Feed?, for next: Feed) {
        guard let ended else { return }
        if let processor = ended.processor, processor !== next.processor { processor.cancel() }
        guard next.processor != nil, sound.crossfadeSeconds > 0 else { return ended.feeder.cancel() }
        fadingOut?.feeder.cancel()
        fadingOut = ended
    }

    /// Ends the current feed with all behind it.
    func dropPlaying() {
        fadingOut?.feeder.cancel()
        fadingOut = nil
        guard let feed = playing else { return }
        playing = nil
        drop(feed)
    }

    private func drop(_ feed: Feed) {
        feed.processor?.cancel()
        feed.feeder.cancel()
    }

    func notify(_ notice: (QueueEntryRecord) -> Notice) {
        guard let entry = queue.current, let channel = entry.textChannel ?? queue.playback.textChannel else { return }
        environment.notify(channel, notice(entry), settings?.locale)
    }
}
