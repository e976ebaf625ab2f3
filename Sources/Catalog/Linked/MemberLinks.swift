internal import Accounts
internal import Deadlines
internal import DiscordTypes
package import Jobs
package import Storage

/// What a member's linked accounts mean for what is found: whose account opens a track, and which services come first.
package struct MemberLinks: Sendable, Hashable {
    /// How long the store is waited for: somebody may be typing.
    static let budget: Duration = .milliseconds(100)

    /// When each account that works was linked.
    private(set) var linkedAt: [AccountProvider: Int64]
    /// Services that the member wants first.
    private(set) var preferred: Set<CatalogTrack.Service>

    package init(linkedAt: [AccountProvider: Int64] = [:], preferred: Set<CatalogTrack.Service> = []) {
        self.linkedAt = linkedAt
        self.preferred = preferred
    }

    init(_ links: [ActiveLink]) {
        self.init()
        for link in links {
            linkedAt[link.provider] = link.linkedAt
            if link.isPreferred { preferred.insert(link.provider.service) }
        }
    }

    /// Nil where the store does not tell in time.
    static func read(of member: UserID, in accounts: Accounts?) async -> MemberLinks? {
        guard let accounts else { return MemberLinks() }
        let links = try? await Deadline.after(budget).run { try await accounts.activeLinks(of: member) }
        return links.map { MemberLinks($0) }
    }

    /// There is a library to be read: cookies open what YouTube plays, and list nothing.
    var haveLibrary: Bool { linkedAt.keys.contains { $0 != .youtubeCookies } }

    /// YouTube's tracks are opened with the member's cookies where there are any, whoever found them.
    func attributed(_ tracks: [CatalogTrack], to member: UserID) -> [CatalogTrack] {
        let opener = linkedAt[.youtubeCookies] == nil ? nil : member
        return tracks.map { track in
            guard track.service == .youtube else { return track }
            var track = track
            track.account = opener
            return track
        }
    }

    /// The same for tracks of long ago: an account that is linked no more opens nothing.
    func attributedAnew(_ tracks: [CatalogTrack], to member: UserID) -> [CatalogTrack] {
        let services = Set(linkedAt.keys.map(\.service))
        return attributed(tracks, to: member).map { services.contains($0.service) ? $0 : $0.withoutAccount }
    }
}

extension AccountProvider {
    /// Where its tracks are.
    var service: CatalogTrack.Service {
        switch self {
        case .spotify: .spotify
        case .soundcloud: .soundcloud
        case .appleMusic: .appleMusic
        case .youtube, .youtubeCookies: .youtube
        }
    }
}
