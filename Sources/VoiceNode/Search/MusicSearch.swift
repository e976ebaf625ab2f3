internal import Catalog
internal import DiscordTypes
internal import Jobs

/// Finds what members may mean, in what they keep and in the catalogue, and remembers what it offered.
struct MusicSearch: Sendable {
    /// Tracks that a member is offered to choose from.
    static let offered = 10
    /// Proposals for who is still typing, and how many of them may be the member's own.
    static let proposed = 20
    static let proposedOwn = 8

    let access: MusicAccess
    let personal: PersonalTracks
    let offers = OfferedTracks()

    /// What is known at once, and what the services say within the query's patience.
    func suggestions(for query: SuggestionQuery) async -> TrackOffer {
        async let found =
            query.words.isEmpty
            ? [] : access.suggest(query.words, query.member, Self.proposed, query.patience)
        let limit = query.words.isEmpty ? Self.proposed : Self.proposedOwn
        var tracks = await personal.tracks(for: query, limit: limit)
        for track in await found where tracks.count < Self.proposed {
            if !tracks.contains(where: { $0.reference == track.reference }) { tracks.append(track) }
        }
        return offers.offer(tracks, for: query.words, to: query.member)
    }

    /// Asks all services, each within its own time.
    func offer(for words: String, to member: UserID) async -> TrackOffer {
        let result = await access.find(words, member, Self.offered)
        return offers.offer(result.tracks, for: words, missing: result.missing, to: member)
    }
}
