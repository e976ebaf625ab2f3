internal import DiscordTypes
internal import Jobs
internal import Storage
internal import Synchronization

/// Apple Music: the catalogue with the developer's token, a member's library with theirs. Never its audio.
///
/// Source: Apple's "Apple Music API": Search for Catalog Resources, Get a Catalog Song/Album/Playlist, Get All Library Playlists.
final class AppleMusicCatalogue: MusicService {
    /// Where nobody says which country's catalogue is meant.
    private static let usualStorefront = "us"
    private static let pageSize = 100

    let client: ServiceClient
    /// Tracks of a list at most.
    let limit: Int
    private let storefronts = Mutex<[UserID: String]>([:])

    init(client: ServiceClient, limit: Int) {
        self.client = client
        self.limit = limit
    }

    var service: CatalogTrack.Service { .appleMusic }
    var provider: AccountProvider { .appleMusic }

    func hasPage(_ address: String) -> Bool { AppleMusicLink(address) != nil }

    func find(_ address: String, for member: UserID) async throws -> MusicFinding {
        guard let link = AppleMusicLink(address) else { throw MusicServiceError.unsupported }
        switch link.kind {
        case .libraryPlaylist:
            let path = "/v1/me/library/playlists/\(link.id)/tracks?include=catalog&limit=\(Self.pageSize)"
            return .list(try await library(path, of: member))
        case .library:
            return .list(
                try await library("/v1/me/library/songs?include=catalog&limit=\(Self.pageSize)", of: member))
        case .song, .album, .playlist, .artist:
            return try await client.asking(for: member) { try await find(link, as: $0) }
        }
    }

    private func find(_ link: AppleMusicLink, as asker: ServiceClient.Asker) async throws -> MusicFinding {
        let shop = if let named = link.storefront { named } else { try await storefront(of: asker) }
        switch link.kind {
        case .song:
            let found = try await resource("/v1/catalog/\(shop)/songs/\(link.id)", as: asker)
            // The catalogue is everybody's.
            guard let track = found.track(for: nil) else { throw MusicServiceError.unavailable }
            return .track(track)
        case .album: return .list(try await list("/v1/catalog/\(shop)/albums/\(link.id)", as: asker))
        case .playlist: return .list(try await list("/v1/catalog/\(shop)/playlists/\(link.id)", as: asker))
        case .artist:
            let artist = try await resource("/v1/catalog/\(shop)/artists/\(link.id)", as: asker)
            return .list(
                try await TrackPages.list(title: artist.attributes?.name, count: nil, limit: limit) {
                    try await self.page(
                        "/v1/catalog/\(shop)/artists/\(link.id)/view/top-songs", for: nil, as: asker)
                })
        case .libraryPlaylist, .library: throw MusicServiceError.unsupported
        }
    }

    func search(_ words: String, for member: UserID, count: Int) async throws -> [CatalogTrack] {
        try await client.asking(for: member) { try await search(words, count: count, as: $0) }
    }

    private func search(_ words: String, count: Int, as asker: ServiceClient.Asker) async throws -> [CatalogTrack] {
        let query = [("term", words), ("types", "songs"), ("limit", "\(min(max(count, 1), 25))")]
        let path = "/v1/catalog/\(try await storefront(of: asker))/search"
        let found = try await client.get(AppleSearch.self, path, query, as: asker)
        return (found.results?.songs?.data?.values ?? []).compactMap { $0.track(for: asker.account) }
    }

    // MARK: Lists

    private func resource(_ path: String, as asker: ServiceClient.Asker) async throws -> AppleResource {
        let page = try await client.get(ApplePage.self, path, as: asker)
        guard let first = page.data?.values.first else { throw MusicServiceError.unavailable }
        return first
    }

    private func list(_ path: String, as asker: ServiceClient.Asker) async throws -> TrackList {
        let found = try await resource(path, as: asker)
        let attributes = found.attributes
        return try await TrackPages.list(title: attributes?.name, count: attributes?.trackCount, limit: limit) {
            guard let tracks = found.relationships?.tracks else {
                return try await self.page(path + "/tracks", for: nil, as: asker)
            }
            return self.page(tracks, for: nil, as: asker)
        }
    }

    private func library(_ path: String, of member: UserID) async throws -> TrackList {
        try await TrackPages.list(title: nil, count: nil, limit: limit) {
            try await self.page(path, for: member, as: .member(member))
        }
    }

    private func page(
        _ path: String, for account: UserID?, as asker: ServiceClient.Asker
    ) async throws -> TrackPages.Page {
        page(try await client.get(ApplePage.self, path, as: asker), for: account, as: asker)
    }

    private func page(_ page: ApplePage, for account: UserID?, as asker: ServiceClient.Asker) -> TrackPages.Page {
        let tracks = (page.data?.values ?? []).compactMap { $0.track(for: account) }
        // Apple names the next page without what the first was asked with.
        guard let next = page.next, next.hasPrefix("/v1/") else { return TrackPages.Page(tracks: tracks) }
        let isLibrary = next.hasPrefix("/v1/me/library/") && !next.contains("include=")
        let path = isLibrary ? next + (next.contains("?") ? "&" : "?") + "include=catalog" : next
        return TrackPages.Page(tracks: tracks) { try await self.page(path, for: account, as: asker) }
    }

    private func storefront(of asker: ServiceClient.Asker) async throws -> String {
        guard case .member(let user) = asker else { return Self.usualStorefront }
        if let known = storefronts.withLock({ $0[user] }) { return known }
        let found = try await resource("/v1/me/storefront", as: asker).id
        guard found.utf8.count == 2, found.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return Self.usualStorefront
        }
        storefronts.withLock { known in
            if known.count > 1_000 { known = [:] }
            known[user] = found
        }
        return found
    }

    // MARK: Library

    func playlists(of member: UserID) async throws -> [LinkedPlaylist] {
        let asker = ServiceClient.Asker.member(member)
        var path: String? = "/v1/me/library/playlists?limit=\(Self.pageSize)"
        var lists: [LinkedPlaylist] = []
        while let next = path, lists.count < 200 {
            let page = try await client.get(ApplePage.self, next, as: asker)
            lists += (page.data?.values ?? []).compactMap { list in
                guard let name = list.attributes?.name else { return nil }
                return LinkedPlaylist(
                    service: .appleMusic, id: list.id, name: name, count: list.attributes?.trackCount,
                    link: "https://music.apple.com/library/playlist/\(list.id)")
            }
            path = page.next.flatMap { $0.hasPrefix("/v1/") ? $0 : nil }
        }
        let songs = LinkedPlaylist(
            service: .appleMusic, id: "library", name: "Library", count: nil, link: AppleMusicLink.library,
            isLiked: true)
        return [songs] + lists
    }

    func liked(by member: UserID, count: Int) async throws -> [CatalogTrack] {
        let path = "/v1/me/library/songs?include=catalog&limit=\(Self.pageSize)"
        var page = try await page(path, for: member, as: .member(member))
        var tracks = page.tracks
        while tracks.count < count, let next = page.next {
            page = try await next()
            tracks += page.tracks
        }
        return Array(tracks.prefix(count))
    }

    /// What the member played last: Apple's own proposals are lists, not tracks.
    func recommended(to member: UserID, count: Int) async throws -> [CatalogTrack] {
        let page = try await page(
            "/v1/me/recent/played/tracks?limit=30", for: member, as: .member(member))
        return FairMix.of([page.tracks], count: count)
    }
}
