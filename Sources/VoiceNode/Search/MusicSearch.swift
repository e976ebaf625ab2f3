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
    /// Lists of linked services among them.
    static let proposedLists = 3

    let access: MusicAccess
    let personal: PersonalTracks
    let offers = OfferedTracks()

    /// What is known at once, and what the services say within the query's patience.
    func suggestions(for query: SuggestionQuery) async -> TrackOffer {
        async let found =
            query.words.isEmpty
            ? [] : access.suggest(query.words, query.member, Self.proposed, query.patience)
        let own = await access.own(query.member)
        let limit = query.words.isEmpty ? Self.proposed : Self.proposedOwn
        let tracks = own.attributed(await personal.tracks(for: query, and: own, limit: limit), to: query.member)
        var others: [CatalogTrack] = []
        for track in await found where tracks.count + others.count < Self.proposed {
            if !tracks.contains(where: { $0.reference == track.reference }) { others.append(track) }
        }
        var offer = offers.offer(tracks, for: query.words, to: query.member)
        offer.tracks += personal.lists(for: query, of: own, limit: Self.proposedLists).compactMap { OfferedTrack($0) }
        offer.tracks += offers.offer(others, for: query.words, to: query.member).tracks
        return offer
    }

    /// Lets go of what a member was offered, and of what is known of their linked libraries.
    func forget(_ member: UserID) {
        offers.forget(member)
        access.forget(member)
    }

    /// Asks all services, each within its own time.
    func offer(for words: String, to member: UserID) async -> TrackOffer {
        let result = await access.find(words, member, Self.offered)
        return offers.offer(result.tracks, for: words, missing: result.missing, to: member)
    }
}

extension OfferedTrack {
    /// A list, opened by its address with the account of whoever asks. Nil for one whose address can't be the value of a choice.
    fileprivate init?(_ list: LinkedPlaylist) {
        guard list.link.utf16.count <= Self.referenceLimit else { return nil }
        self.init(reference: list.link, title: list.name)
        source = list.service.name
        isOwn = true
        entryCount = list.count
        isList = true
    }
}
