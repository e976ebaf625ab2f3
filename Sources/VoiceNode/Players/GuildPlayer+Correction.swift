internal import Catalog
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// The right recording in the place of a wrong one.
extension GuildPlayer {
    /// What is being put right.
    struct Correction: Sendable {
        /// What was asked for, where its service only names it: whoever asks for it later gets the replacement too.
        var mirrored: CatalogTrack?
        var replacement: CatalogTrack
    }

    func offerOtherRecordings(_ job: PlaybackJob) async {
        guard let current = queue.current else { return await fail(job, .nothingPlaying) }
        let search = environment.search
        let (summary, member) = (TrackSummary(current), job.requester.user)
        guard
            let track = CatalogTrack(
                media: current.media, title: current.title, artist: current.artist,
                milliseconds: current.durationMilliseconds)
        else { return await fail(job, .refused(.noOtherRecordings(title: current.title))) }
        tell(job) { .recordings(current: summary, offer: try await search.otherRecordings(track, for: member)) }
    }

    /// Opens the replacement; what plays goes on until its first packet is there.
    func correct(_ entry: Int64, by reference: String, _ job: PlaybackJob) async {
        guard let current = queue.current, current.id == entry else { return await fail(job, .refused(.noSuchEntry)) }
        guard case .track(let replacement)? = environment.search.offers.media(chosen: reference, by: job.requester.user)
        else { return await fail(job, .refused(.offerExpired)) }
        var correction = Correction(replacement: replacement)
        if case .track(let track)? = try? RequestedMedia(json: current.media), track.isMirrored {
            correction.mirrored = track
        }
        await endSeeking(.busy)
        seeking = Seeking(
            job: job,
            // Whoever chose it is who asks for it: another's account is not used for that.
            feed: makeFeed(entry: entry, media: .track(replacement), requester: job.requester.user, startFrames: 0),
            correction: correction)
    }

    /// A choice where no recording was surely the right one: it is remembered, then the track is played as it was asked for.
    func settle(_ reference: String, by choice: String, _ job: PlaybackJob) async {
        let (search, member) = (environment.search, job.requester.user)
        guard let track = search.offers.takeDoubt(reference, of: member),
            case .track(let replacement)? = search.offers.media(chosen: choice, by: member)
        else { return await fail(job, .refused(.offerExpired)) }
        guard await remember(replacement, for: track) else {
            // They may choose again.
            search.offers.noteDoubt(of: track, reference, for: member)
            return await fail(job, .storeUnavailable)
        }
        await play(PlayRequest(media: .track(track)), job)
    }

    /// False where the store did not take it.
    func remember(_ replacement: CatalogTrack, for track: CatalogTrack) async -> Bool {
        do {
            try await environment.search.access.correct(track, replacement)
            return true
        } catch {
            environment.logger.error("a correction was not kept", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// What the room's rules have against the replacement.
    func refusal(of metadata: TrackMetadata, _ job: PlaybackJob) async -> Refusal? {
        guard var entry = queue.current, let settings = await roomSettings() else { return nil }
        entry.media = (try? metadata.media.json()) ?? entry.media
        (entry.title, entry.artist, entry.link) = (metadata.title, metadata.artist, metadata.link)
        entry.durationMilliseconds = metadata.duration.map(\.milliseconds)
        return RoomRules(settings: settings).refusal(of: entry, in: queue, waitingOfMember: 0, by: job.requester)
    }

    /// Makes the change durable when the replacement was opened. Nil where it could not be remembered.
    func corrected(_ correction: Correction, _ metadata: TrackMetadata, _ entry: Int64, by requester: Requester) async
        -> ((inout GuildQueue) -> JobOutcome)?
    {
        if let track = correction.mirrored, await !remember(correction.replacement, for: track) { return nil }
        let media = correction.mirrored == nil ? try? metadata.media.json() : nil
        let milliseconds = metadata.duration.map(\.milliseconds)
        return { queue in
            queue.notePosition(0)
            if let media {
                queue.replace(
                    entry, by: media, title: metadata.title, artist: metadata.artist, link: metadata.link, milliseconds)
                queue.assign(entry, to: requester)
            }
            guard var track = queue.current.map({ TrackSummary($0) }) else { return .failed(.nothingPlaying) }
            (track.title, track.artist, track.link) = (metadata.title, metadata.artist, metadata.link)
            return .music(.corrected(track: track))
        }
    }
}
