package import Catalog
internal import DiscordTypes
internal import Jobs

/// The catalogue and what members keep at their linked services, as the node uses them. Every call returns in bounded time.
package struct MusicAccess: Sendable {
    /// Best first, from all services; names the services that did not answer.
    var find: @Sendable (_ words: String, UserID, _ count: Int) async -> SearchResult
    /// What is known at once, and what comes within the given time.
    var suggest: @Sendable (_ words: String, UserID, _ count: Int, Duration) async -> [CatalogTrack]
    /// What is known of the member's linked libraries, at once.
    var own: @Sendable (UserID) async -> OwnMusic = { _ in OwnMusic() }
    /// Lets go of what is known of them.
    var forget: @Sendable (UserID) -> Void = { _ in }
    var playlists: @Sendable (UserID) async -> LinkedAnswer<LinkedPlaylist> = { _ in LinkedAnswer() }
    var open: @Sendable (LinkedPlaylist, UserID) async throws -> TrackList = { _, _ in throw CatalogError.unavailable }
    /// A list by its address, from its first entry on.
    var reopen: @Sendable (_ link: String, UserID) async throws -> TrackList = { _, _ in throw CatalogError.unavailable
    }
    var recommendations: @Sendable (UserID, _ count: Int) async -> LinkedAnswer<CatalogTrack> = { _, _ in
        LinkedAnswer()
    }
    /// The first one's liked tracks and those of the others who let blends use their account.
    var blend: @Sendable (UserID, _ others: [UserID], _ count: Int) async -> LinkedBlend = { _, _, _ in LinkedBlend() }
    /// What could be played for a track whose service only names it, likeliest first.
    var candidates: @Sendable (CatalogTrack, UserID, _ count: Int) async -> [CatalogTrack] = { _, _, _ in [] }
    /// From now on the second is played for the first, for everybody. Throws `CorrectionError`.
    var correct: @Sendable (CatalogTrack, CatalogTrack) async throws -> Void = { _, _ in
        throw CorrectionError.storeUnavailable
    }

    init(
        find: @escaping @Sendable (_ words: String, UserID, _ count: Int) async -> SearchResult,
        suggest: @escaping @Sendable (_ words: String, UserID, _ count: Int, Duration) async -> [CatalogTrack]
    ) {
        self.find = find
        self.suggest = suggest
    }

    package init(_ catalog: Catalog) {
        find = { await catalog.search.find($0, for: $1, count: $2) }
        suggest = { await catalog.search.suggest($0, for: $1, count: $2, within: $3) }
        own = { await catalog.own.music(of: $0) }
        forget = { catalog.own.forget($0) }
        playlists = { await catalog.linked.playlists(of: $0) }
        open = { try await catalog.linked.open($0, for: $1) }
        reopen = { try await catalog.list(at: $0, for: $1) }
        recommendations = { await catalog.linked.recommendations(for: $0, count: $1) }
        blend = { await catalog.linked.blend(of: $0, with: $1, count: $2) }
        candidates = { await catalog.mirroring.candidates(for: $0, by: $1, count: $2) }
        correct = { try await catalog.mirroring.correct($0, to: $1) }
    }

    /// Where there is no catalogue.
    package static let none = MusicAccess(find: { _, _, _ in SearchResult() }, suggest: { _, _, _, _ in [] })
}
