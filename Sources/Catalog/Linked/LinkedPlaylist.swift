package import Jobs

/// A list of tracks that a member keeps at a service.
package struct LinkedPlaylist: Codable, Hashable, Sendable {
    package var service: CatalogTrack.Service
    /// The service's own id.
    package var id: String
    /// Only for the member whose list it is: it may be private.
    package var name: String
    /// Nil where the service does not say.
    package var count: Int?
    /// Opens the list, as `RequestedMedia.url`, with the account of whoever asks; names nobody.
    package var link: String
    /// The liked tracks, which are no playlist to their service.
    package var isLiked: Bool

    package init(
        service: CatalogTrack.Service, id: String, name: String, count: Int?, link: String, isLiked: Bool = false
    ) {
        self.service = service
        self.id = id
        self.name = name
        self.count = count
        self.link = link
        self.isLiked = isLiked
    }
}

/// What a member's services said.
package struct LinkedAnswer<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    package var items: [Item]
    /// Where the member has an account that works; empty: nowhere.
    package var asked: [CatalogTrack.Service]
    /// Those of `asked` that gave no answer, in time or at all.
    package var missing: [CatalogTrack.Service]
    /// Where the account has to be linked again.
    package var toRelink: [CatalogTrack.Service]

    package init(
        items: [Item] = [], asked: [CatalogTrack.Service] = [], missing: [CatalogTrack.Service] = [],
        toRelink: [CatalogTrack.Service] = []
    ) {
        self.items = items
        self.asked = asked
        self.missing = missing
        self.toRelink = toRelink
    }
}
