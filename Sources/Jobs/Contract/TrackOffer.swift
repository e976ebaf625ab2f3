package import DiscordTypes

/// Tracks a member may choose from.
package struct TrackOffer: Codable, Hashable, Sendable {
    /// What was searched for.
    package var words: String
    /// Best first; at most 25.
    package var tracks: [OfferedTrack]
    /// Services that did not answer in time, or not at all.
    package var missing: [String]

    package init(words: String, tracks: [OfferedTrack] = [], missing: [String] = []) {
        self.words = words
        self.tracks = tracks
        self.missing = missing
    }
}

/// One of them.
package struct OfferedTrack: Codable, Hashable, Sendable {
    /// UTF-16 units that a reference may have: what Discord takes as the value of a choice.
    package static let referenceLimit = 100

    /// Names the track when it is chosen: its address, or a name that the node remembers for a while.
    package var reference: String
    package var title: String
    package var artist: String?
    /// Nil where it is unknown or endless.
    package var durationMilliseconds: Int64?
    /// The service, such as `YouTube`.
    package var source: String?
    /// The page people may open.
    package var link: String?
    /// It is opened with the asking member's own account.
    package var isOwn: Bool?
    package var isLive: Bool?
    /// It is a list, with so many entries where its service says.
    package var isList: Bool?
    package var entryCount: Int?

    package init(reference: String, title: String) {
        self.reference = reference
        self.title = title
    }

    /// Nil for a track that no reference can name.
    package init?(_ track: CatalogTrack, for member: UserID) {
        guard let reference = track.reference else { return nil }
        self.init(reference: reference, title: track.title)
        artist = track.artist
        durationMilliseconds = track.durationMilliseconds
        source = track.sourceName
        link = track.link
        isOwn = track.account == member ? true : nil
        isLive = track.isLive
    }
}

/// Playlists of a member's linked accounts. For that member's eyes only.
package struct OwnPlaylists: Codable, Hashable, Sendable {
    package var lists: [OwnPlaylist]
    /// Services that did not answer in time, or not at all.
    package var missing: [String]

    package init(lists: [OwnPlaylist], missing: [String] = []) {
        self.lists = lists
        self.missing = missing
    }
}

package struct OwnPlaylist: Codable, Hashable, Sendable {
    /// Names it when it is chosen; at most 100 UTF-16 units.
    package var reference: String
    package var title: String
    package var source: String?
    package var count: Int?

    package init(reference: String, title: String, source: String?, count: Int?) {
        self.reference = reference
        self.title = title
        self.source = source
        self.count = count
    }
}

/// What a member has typed so far.
package struct SuggestionQuery: Hashable, Sendable {
    package var guild: GuildID
    package var member: UserID
    /// One line; empty before the first letter.
    package var words: String
    /// How long the services are waited for.
    package var patience: Duration

    package init(guild: GuildID, member: UserID, words: String, patience: Duration) {
        self.guild = guild
        self.member = member
        self.words = words
        self.patience = patience
    }
}

extension CatalogTrack {
    /// What a choice of it holds: its page, or service and id. Nil where both are too long.
    package var reference: String? {
        if let link, link.utf16.count <= OfferedTrack.referenceLimit, link.hasPrefix("http") { return link }
        let name = "\(service.rawValue) \(id)"
        return name.utf16.count <= OfferedTrack.referenceLimit ? name : nil
    }

    /// As people call where it comes from; nil where its address tells it.
    package var sourceName: String? {
        switch service {
        case .youtube, .soundcloud, .spotify, .appleMusic: service.name
        case .site: site
        case .web, .radio: nil
        }
    }
}

extension CatalogTrack.Service {
    /// As people know it.
    package var name: String {
        switch self {
        case .youtube: "YouTube"
        case .soundcloud: "SoundCloud"
        case .spotify: "Spotify"
        case .appleMusic: "Apple Music"
        case .site, .web: "Web"
        case .radio: "Radio"
        }
    }
}
