package import DiscordTypes
package import Jobs

/// What a member keeps at linked services, as far as it is known without asking them, and whose account opens what.
package struct OwnMusic: Sendable {
    /// Liked tracks, the newest of each service first.
    package var tracks: [CatalogTrack]
    /// For the member's eyes alone.
    package var lists: [LinkedPlaylist]
    private let links: MemberLinks

    package init(tracks: [CatalogTrack] = [], lists: [LinkedPlaylist] = [], links: MemberLinks = MemberLinks()) {
        self.tracks = tracks
        self.lists = lists
        self.links = links
    }

    /// Tracks that were kept, with whose account will open them now.
    package func attributed(_ tracks: [CatalogTrack], to member: UserID) -> [CatalogTrack] {
        links.attributedAnew(tracks, to: member)
    }
}
