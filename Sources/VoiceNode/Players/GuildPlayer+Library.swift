internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// What members keep, and what they take from it into the queue.
extension GuildPlayer {
    /// Tracks that are queued once the bot is in the channel.
    struct PendingBatch {
        let job: PlaybackJob
        let tracks: [KeptTrack]
        let isShuffled: Bool
    }

    func useLibrary(_ request: LibraryRequest, _ job: PlaybackJob) async {
        do {
            guard let result = try await result(of: request, job) else { return }
            await environment.complete(job.id, .library(result))
        } catch let refused as MemberLibrary.Refused {
            await fail(job, .refused(refused.refusal))
        } catch let failure as JobFailure {
            await fail(job, failure)
        } catch {
            environment.logger.error("a member's library can't be used", metadata: ["error": "\(error)"])
            await fail(job, .storeUnavailable)
        }
    }

    /// Nil where the answer follows later.
    private func result(of request: LibraryRequest, _ job: PlaybackJob) async throws -> LibraryResult? {
        let library = MemberLibrary(store: environment.store, owner: job.requester.user)
        switch request {
        case .toggleFavourite, .addFavourite:
            return try await favour(library, job, toggles: request == .toggleFavourite)
        case .removeFavourite(let number):
            let known = try await library.favourites()
            guard known.indices.contains(number - 1) else { throw MemberLibrary.Refused(.noSuchEntry) }
            try await library.remove(known[number - 1])
            return .favouriteRemoved(title: known[number - 1].title)
        case .favourites(let page):
            let known = try await library.favourites()
            return .favourites(tracks: TrackPage(of: known.map { $0.summary(of: job.requester) }, page: page))
        case .playFavourites(let user):
            let owner = user ?? job.requester.user
            let tracks = try await MemberLibrary(store: environment.store, owner: owner).favourites()
            guard !tracks.isEmpty else { throw MemberLibrary.Refused(.noFavourites(member: owner)) }
            await enqueue(PendingBatch(job: job, tracks: tracks, isShuffled: false))
            return nil
        case .loadPlaylist(let name, let isShuffled):
            let playlist = try await library.playlist(name)
            await enqueue(PendingBatch(job: job, tracks: playlist.tracks, isShuffled: isShuffled))
            return nil
        case .savePlaylist, .playlists, .sharePlaylist, .importPlaylist, .deletePlaylist:
            return try await playlistResult(of: request, library)
        case .history(let page):
            return .history(tracks: TrackPage(of: queue.history.reversed().map { TrackSummary($0) }, page: page))
        case .statistics: return .statistics(statistics)
        case .lyrics:
            tellLyrics(job)
            return nil
        }
    }

    private func playlistResult(of request: LibraryRequest, _ library: MemberLibrary) async throws -> LibraryResult? {
        switch request {
        case .savePlaylist(let name):
            let now = environment.now()
            let tracks = (queue.current.map { [$0] } ?? []) + queue.waiting
            let kept = tracks.prefix(KeptPlaylist.trackLimit).compactMap { KeptTrack($0, at: now) }
            guard let cleaned = KeptPlaylist.cleaned(name) else { throw MemberLibrary.Refused(.badImport) }
            try await library.save(KeptPlaylist(name: cleaned, tracks: kept))
            return .playlistSaved(name: cleaned, count: kept.count)
        case .playlists:
            return .playlists(
                playlists: try await library.playlists().map { .init(name: $0.name, count: $0.tracks.count) })
        case .sharePlaylist(let name):
            let playlist = try await library.playlist(name)
            return .playlistShared(name: playlist.name, code: try await library.share(playlist))
        case .importPlaylist(let code, let name):
            var playlist = try await library.shared(code)
            if let name {
                guard let cleaned = KeptPlaylist.cleaned(name) else { throw MemberLibrary.Refused(.badImport) }
                playlist.name = cleaned
            }
            try await library.save(playlist)
            return .playlistImported(name: playlist.name, count: playlist.tracks.count)
        case .deletePlaylist(let name):
            try await library.delete(name)
            return .playlistDeleted(name: name)
        default: return nil
        }
    }

    private func favour(_ library: MemberLibrary, _ job: PlaybackJob, toggles: Bool) async throws -> LibraryResult {
        guard let current = queue.current else { throw JobFailure.nothingPlaying }
        guard let track = KeptTrack(current, at: environment.now()) else {
            throw MemberLibrary.Refused(.notKeepable)
        }
        if toggles, try await library.isFavourite(track) {
            try await library.remove(track)
            return .favouriteRemoved(title: track.title)
        }
        return .favouriteAdded(track: TrackSummary(current), count: try await library.add(track))
    }

    /// The store has forgotten it already: without this, a change of the queue could bring it back.
    func forget(_ member: UserID, before time: Int64) async {
        guard queue.remembers(member, before: time) else { return }
        guard await commit({ $0.forget(member, before: time) }) else {
            return environment.logger.warning("a member's entries were not forgotten in memory")
        }
        await queueChanged()
    }

    /// Whether entries of a member of before a time are known here.
    func remembers(_ member: UserID, before time: Int64) -> Bool { queue.remembers(member, before: time) }

    private func enqueue(_ batch: PendingBatch) async {
        guard let channel = await channelToPlayIn(for: batch.job) else { return }
        guard batches.count < Self.pendingLimit else { return await fail(batch.job, .busy) }
        batches.append(batch)
        await connect(to: channel)
    }

    /// Makes entries of the tracks, as far as the room takes them.
    func queueBatches() async {
        let ready = batches
        batches = []
        for batch in ready { await queueBatch(batch) }
    }

    private func queueBatch(_ batch: PendingBatch) async {
        guard let settings = await roomSettings() else { return await fail(batch.job, .storeUnavailable) }
        let (rules, now) = (RoomRules(settings: settings), environment.now())
        var entries = batch.tracks.map { QueueEntryRecord($0, of: batch.job, at: now) }
        if batch.isShuffled { entries.shuffle() }
        let isDone = await commit(batch.job) { queue in
            let (taken, refusal) = queue.take(entries, by: batch.job.requester, rules, at: now)
            guard let first = taken.first else {
                return .failed(refusal.map { .refused($0) } ?? .queueFull(limit: GuildQueue.limit))
            }
            queue.setTextChannel(batch.job.textChannel)
            return .edited(
                .queuedMany(track: TrackSummary(first), count: taken.count, ahead: queue.entriesAhead(of: first.id)))
        }
        guard isDone else { return }
        leavesAt = nil
        await queueChanged()
    }

    private var statistics: RoomStatistics {
        var tracks: [UserID: Int] = [:]
        for entry in queue.history { tracks[entry.requester, default: 0] += 1 }
        let members = tracks.map { RoomStatistics.Member(user: $0.key, tracks: $0.value) }
            .sorted { ($0.tracks, $0.user.rawValue) > ($1.tracks, $1.user.rawValue) }
        return RoomStatistics(
            tracks: queue.history.count,
            milliseconds: queue.history.reduce(0) { $0 + ($1.durationMilliseconds ?? 0) },
            members: Array(members.prefix(5)), waiting: queue.waiting.count)
    }
}

extension QueueEntryRecord {
    /// A track that somebody kept, requested by whoever takes it into the queue. It has no place yet.
    init(_ track: KeptTrack, of job: PlaybackJob, at now: Int64) {
        self.init(
            id: 0, order: 0, media: track.media, title: track.title, artist: track.artist,
            link: track.link, durationMilliseconds: track.durationMilliseconds, requester: job.requester.user,
            requesterName: job.requester.name, textChannel: job.textChannel, addedAt: now)
    }
}
