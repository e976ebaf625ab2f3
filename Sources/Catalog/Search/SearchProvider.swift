package import DiscordTypes
package import Jobs

/// One service that can be searched.
package struct SearchProvider: Sendable {
    /// As people know it.
    package var name: String
    package var service: CatalogTrack.Service
    /// How long its answer is waited for.
    package var budget: Duration
    /// The member's own results, where the service has them by account; they are kept for nobody else.
    package var isPersonal: Bool
    package var find: @Sendable (_ words: String, _ member: UserID, _ count: Int) async throws -> [CatalogTrack]

    package init(
        name: String, service: CatalogTrack.Service, budget: Duration, isPersonal: Bool,
        find: @escaping @Sendable (_ words: String, _ member: UserID, _ count: Int) async throws -> [CatalogTrack]
    ) {
        self.name = name
        self.service = service
        self.budget = budget
        self.isPersonal = isPersonal
        self.find = find
    }
}

/// What a search found, best first.
package struct SearchResult: Codable, Sendable, Equatable {
    package var tracks: [CatalogTrack]
    /// Services that did not answer in time, or not at all.
    package var missing: [String]

    package init(tracks: [CatalogTrack] = [], missing: [String] = []) {
        self.tracks = tracks
        self.missing = missing
    }
}
