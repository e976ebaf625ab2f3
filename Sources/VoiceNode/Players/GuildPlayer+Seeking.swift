internal import Jobs
internal import Storage

/// Another place in the current track. What plays goes on until the first packet of the new place is there.
extension GuildPlayer {
    /// A request to play on elsewhere, being opened.
    struct Seeking {
        let job: PlaybackJob
        var feed: Feed
        /// The feed is of another recording.
        var correction: Correction?
    }

    func seek(to milliseconds: Int64, _ job: PlaybackJob) async {
        guard let entry = queue.current else { return await fail(job, .nothingPlaying) }
        if let length = playing?.metadata?.duration.map({ $0.milliseconds }) ?? entry.durationMilliseconds,
            milliseconds >= length, milliseconds > 0
        {
            return await fail(job, .refused(.beyondEnd(milliseconds: length)))
        }
        guard let media = try? RequestedMedia(json: entry.media) else {
            return await fail(job, .internal(reference: job.id.text))
        }
        // Two at once: the later one is what the member at the controls wants now.
        await endSeeking(.busy)
        seeking = Seeking(
            job: job,
            feed: makeFeed(
                entry: entry.id, media: media, requester: entry.requester, startFrames: milliseconds / 20))
    }

    func endSeeking(_ failure: JobFailure) async {
        guard let seeking else { return }
        self.seeking = nil
        seeking.feed.feeder.cancel()
        await fail(seeking.job, failure)
    }

    func seekingReported(_ event: TrackFeeder.Event) async {
        guard var seeking else { return }
        switch event {
        case .retitled, .playsPublicly: return
        case .opened, .failed: break
        }
        if case .failed(let problem, _) = event, seeking.correction != nil {
            return await endSeeking(.unusableMedia(problem))
        }
        guard case .opened(let metadata) = event, metadata.hasSound else {
            return await endSeeking(.refused(.notSeekable))
        }
        guard queue.playback.current == seeking.feed.entry else { return await endSeeking(.nothingPlaying) }
        seeking.feed.metadata = metadata
        var sought = state
        sought.positionMilliseconds = seeking.feed.startFrames * 20
        let isReplay = seeking.feed.startFrames == 0
        let startFrames = seeking.feed.startFrames
        var change: (inout GuildQueue) -> JobOutcome = { queue in
            queue.notePosition(startFrames)
            return .edited(isReplay ? .replayed(player: sought) : .sought(player: sought))
        }
        if let correction = seeking.correction {
            if let refusal = await refusal(of: metadata, seeking.job) { return await endSeeking(.refused(refusal)) }
            guard
                let corrected = await corrected(
                    correction, metadata, seeking.feed.entry, by: seeking.job.requester)
            else {
                return await endSeeking(.storeUnavailable)
            }
            change = corrected
        }
        let isDone = await commit(seeking.job, change)
        self.seeking = nil
        guard isDone else { return seeking.feed.feeder.cancel() }
        dropPlaying()
        seeking.feed.loudness = metadata.loudness
        playing = seeking.feed
        await handOverCurrent()
        prepareNextIfNear()
        showPlayer()
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
