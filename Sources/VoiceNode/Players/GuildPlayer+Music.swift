internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// Searches and choices. Whoever searches waits for the services; the player does not.
extension GuildPlayer {
    func useMusic(_ request: MusicRequest, _ job: PlaybackJob) async {
        let (search, member) = (environment.search, job.requester.user)
        switch request {
        case .search(let words):
            tell(job) { .found(offer: await search.offer(for: words, to: member)) }
        case .choose(let references):
            let media = references.compactMap { search.offers.media(chosen: $0, by: member) }
            guard let first = media.first, media.count == references.count else {
                return await fail(job, .refused(.offerExpired))
            }
            var request = PlayRequest(media: first)
            request.more = Array(media.dropFirst())
            await play(request, job)
        case .settle(let reference, let choice): await settle(reference, by: choice, job)
        case .otherRecordings: await offerOtherRecordings(job)
        case .correct(let entry, let reference): await correct(entry, by: reference, job)
        case .playlists: tell(job) { .playlists(lists: try await search.playlists(of: member)) }
        case .playPlaylist(let reference): await play(PlayRequest(media: .url(reference)), job)
        case .likedSongs: await collect(job) { try await search.likedSongs(of: member) }
        case .recommendations: await collect(job) { try await search.recommendations(for: member) }
        case .blend:
            let present = environment.people.voiceChannel(member).map { environment.people.listeners($0) } ?? []
            await collect(job) { try await search.blend(of: member, with: present) }
        }
    }

    /// Plays what `find` brings. The services may take long, and nobody else waits for them.
    private func collect(
        _ job: PlaybackJob, _ find: @escaping @Sendable () async throws -> MusicSearch.Collection
    ) async {
        // Before the services are asked: what can't be played need not be found.
        guard await channelToPlayIn(for: job) != nil else { return }
        let (complete, logger) = (environment.complete, environment.logger)
        // Whoever asked waits for the outcome; every question has a deadline of its own.
        Task.detached { [weak self] in
            do {
                guard self?.send(.collected(job, try await find())) != true else { return }
                await complete(job.id, .failed(.busy))
            } catch let failure as JobFailure {
                await complete(job.id, .failed(failure))
            } catch {
                logger.error("a member's music was not found", metadata: ["error": "\(error)"])
                await complete(job.id, .failed(.internal(reference: job.id.text)))
            }
        }
    }

    /// Answers with what `find` brings, without holding up anybody else.
    func tell(_ job: PlaybackJob, _ find: @escaping @Sendable () async throws -> MusicResult) {
        let (complete, logger) = (environment.complete, environment.logger)
        // Whoever asked waits for the outcome; every search has a deadline of its own.
        Task.detached {
            do {
                await complete(job.id, .music(try await find()))
            } catch let failure as JobFailure {
                await complete(job.id, .failed(failure))
            } catch {
                logger.error("a search failed", metadata: ["error": "\(error)"])
                await complete(job.id, .failed(.internal(reference: job.id.text)))
            }
        }
    }

    /// What the member had played here, the latest first.
    func played(by member: UserID) -> [QueueEntryRecord] {
        queue.history.reversed().filter { $0.requester == member }
    }

    /// An entry that has no place yet. Nil where the medium has no JSON form, which no medium lacks.
    static func record(_ media: RequestedMedia, _ job: PlaybackJob, _ now: Int64) -> QueueEntryRecord? {
        var artist: String?
        var milliseconds: Int64?
        if case .track(let track) = media { (artist, milliseconds) = (track.artist, track.durationMilliseconds) }
        let metadata = TrackMetadata(
            media: media, title: media.suggestedTitle, artist: artist, duration: milliseconds.map { .milliseconds($0) })
        guard let json = try? media.json() else { return nil }
        return QueueEntryRecord(
            id: 0, order: 0, media: json, title: metadata.title, artist: metadata.artist, link: metadata.link,
            durationMilliseconds: milliseconds, requester: job.requester.user, requesterName: job.requester.name,
            textChannel: job.textChannel, addedAt: now)
    }
}
