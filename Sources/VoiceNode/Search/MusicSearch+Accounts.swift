internal import Catalog
internal import DiscordTypes
internal import Jobs

/// What members keep at their linked services. All of it throws `JobFailure` where there is nothing to be had.
extension MusicSearch {
    /// Tracks of a blend and of recommendations.
    private static let mixed = 50
    private static let recommended = 25

    /// What is to be played: the first medium, those behind it, and lists whose entries come behind both.
    struct Collection: Sendable {
        var request: PlayRequest
        var lists: [LinkedPlaylist] = []
    }

    func playlists(of member: UserID) async throws -> OwnPlaylists {
        let answer = await access.playlists(member)
        guard !answer.asked.isEmpty else { throw Self.nothingLinked(answer.toRelink) }
        let lists = answer.items.compactMap { list -> OwnPlaylist? in
            guard list.link.utf16.count <= OfferedTrack.referenceLimit else { return nil }
            return OwnPlaylist(
                reference: list.link, title: list.name, source: list.service.name, count: list.count)
        }
        guard !lists.isEmpty || answer.missing.count < answer.asked.count else { throw Self.silent(answer.missing) }
        return OwnPlaylists(lists: lists, missing: answer.missing.map(\.name))
    }

    func likedSongs(of member: UserID) async throws -> Collection {
        let answer = await access.playlists(member)
        let liked = answer.items.filter { $0.isLiked && $0.count != 0 }
        guard let first = liked.first else { throw Self.nothing(in: answer) }
        return Collection(request: PlayRequest(media: .url(first.link)), lists: Array(liked.dropFirst()))
    }

    func recommendations(for member: UserID) async throws -> Collection {
        let answer = await access.recommendations(member, Self.recommended)
        guard let request = Self.request(for: answer.items) else { throw Self.nothing(in: answer) }
        return Collection(request: request)
    }

    func blend(of member: UserID, with others: [UserID]) async throws -> Collection {
        let blend = await access.blend(member, others, Self.mixed)
        guard let request = Self.request(for: blend.tracks) else {
            throw blend.missing.isEmpty ? JobFailure.refused(.nobodyToBlend) : Self.silent(blend.missing)
        }
        return Collection(request: request)
    }

    /// Other recordings than what plays. Of a track whose service only names it, those that could stand for it.
    func otherRecordings(_ track: CatalogTrack, for member: UserID) async throws -> TrackOffer {
        let words = String([track.artist, track.title].compactMap(\.self).joined(separator: " ").prefix(200))
        var result = SearchResult()
        if track.isMirrored {
            result.tracks = await access.candidates(track, member, Self.offered)
        } else {
            result = await access.find(words, member, Self.offered)
        }
        let others = result.tracks.filter { !$0.isMirrored && $0.reference != track.reference }
        guard !others.isEmpty else { throw JobFailure.refused(.noOtherRecordings(title: track.title)) }
        return offers.offer(others, for: words, missing: result.missing, to: member)
    }

    private static func request(for tracks: [CatalogTrack]) -> PlayRequest? {
        guard let first = tracks.first else { return nil }
        var request = PlayRequest(media: .track(first))
        request.more = tracks.dropFirst().map { .track($0) }
        return request
    }

    private static func nothing<Item>(in answer: LinkedAnswer<Item>) -> JobFailure {
        guard !answer.asked.isEmpty else { return nothingLinked(answer.toRelink) }
        return answer.missing.isEmpty ? .refused(.nothingInAccounts) : silent(answer.missing)
    }

    private static func nothingLinked(_ toRelink: [CatalogTrack.Service]) -> JobFailure {
        .refused(.notLinked(services: toRelink.map(\.name)))
    }

    private static func silent(_ services: [CatalogTrack.Service]) -> JobFailure {
        .refused(.accountsUnavailable(services: services.map(\.name)))
    }
}
