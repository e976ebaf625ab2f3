internal import DiscordTypes
internal import Jobs
internal import Storage

/// Spotify: search, tracks, albums, playlists and artists, and a member's library. Never its audio.
///
/// Source: Spotify's Web API reference with the changes of February and March 2026; what they renamed is read by both names.
struct SpotifyMusic: MusicService {
    /// Results of a search in development mode.
    private static let searchLimit = 10
    private static let pageSize = 50

    let client: ServiceClient
    /// Tracks of a list at most.
    let limit: Int

    var service: CatalogTrack.Service { .spotify }
    var provider: AccountProvider { .spotify }

    func hasPage(_ address: String) -> Bool { SpotifyLink(address) != nil }

    func find(_ address: String, for member: UserID) async throws -> MusicFinding {
        guard let link = SpotifyLink(address) else { throw MusicServiceError.unsupported }
        if link.kind == .collection { return .list(try await likedList(of: member)) }
        return try await client.asking(for: member) { try await find(link, as: $0) }
    }

    private func find(_ link: SpotifyLink, as asker: ServiceClient.Asker) async throws -> MusicFinding {
        switch link.kind {
        case .track:
            let found = try await client.get(SpotifyTrack.self, "/tracks/\(link.id)", as: asker)
            guard let track = found.track(of: nil, for: asker.account) else { throw MusicServiceError.unavailable }
            return .track(track)
        case .album: return .list(try await album(link.id, as: asker))
        case .playlist: return .list(try await playlist(link.id, as: asker))
        case .artist: return .list(try await artist(link.id, as: asker))
        case .collection: throw MusicServiceError.unsupported
        }
    }

    func search(_ words: String, for member: UserID, count: Int) async throws -> [CatalogTrack] {
        try await client.asking(for: member) { try await search(words, count: count, as: $0) }
    }

    private func search(_ words: String, count: Int, as asker: ServiceClient.Asker) async throws -> [CatalogTrack] {
        let query = [("q", words), ("type", "track"), ("limit", "\(min(max(count, 1), Self.searchLimit))")]
        let found = try await client.get(SpotifySearch.self, "/search", query, as: asker)
        return (found.tracks?.items?.values ?? []).compactMap { $0.track(of: nil, for: asker.account) }
    }

    // MARK: Lists

    private func album(_ id: String, as asker: ServiceClient.Asker) async throws -> TrackList {
        let album = try await client.get(SpotifyAlbum.self, "/albums/\(id)", as: asker)
        return try await TrackPages.list(title: album.name, count: album.tracks?.total, limit: limit) {
            try await page(of: SpotifyTrack.self, "/albums/\(id)/tracks", as: asker) {
                guard var track = $0.track(of: album.name, for: asker.account) else { return nil }
                track.artwork = track.artwork ?? album.images?.values.first?.url
                return track
            }
        }
    }

    private func playlist(_ id: String, as asker: ServiceClient.Asker) async throws -> TrackList {
        let playlist = try await client.get(SpotifyPlaylist.self, "/playlists/\(id)", as: asker)
        // A private list's name is its owner's alone.
        let title = playlist.isPublic == true ? playlist.name : nil
        return try await TrackPages.list(title: title, count: playlist.count, limit: limit) {
            do {
                return try await entries("/playlists/\(id)/items", as: asker)
            } catch MusicServiceError.unavailable {
                return try await entries("/playlists/\(id)/tracks", as: asker)
            }
        }
    }

    /// What a search finds by the artist's name: the list of top tracks is not given out any more.
    private func artist(_ id: String, as asker: ServiceClient.Asker) async throws -> TrackList {
        let artist = try await client.get(SpotifyArtist.self, "/artists/\(id)", as: asker)
        guard let name = artist.name else { throw MusicServiceError.malformed }
        return try await TrackPages.list(title: name, count: nil, limit: limit) {
            let words = "artist:\"\(name.replacing("\"", with: ""))\""
            return TrackPages.Page(tracks: try await search(words, count: Self.searchLimit, as: asker), next: nil)
        }
    }

    private func likedList(of member: UserID) async throws -> TrackList {
        let first = try await client.get(
            SpotifyPage<SpotifyEntry>.self, "/me/tracks", [("limit", "1")], as: .member(member))
        return try await TrackPages.list(title: nil, count: first.total, limit: limit) {
            try await entries("/me/tracks", as: .member(member))
        }
    }

    private func entries(_ path: String, as asker: ServiceClient.Asker) async throws -> TrackPages.Page {
        try await page(of: SpotifyEntry.self, path, as: asker) { $0.entry?.track(of: nil, for: asker.account) }
    }

    private func page<Item: Decodable & Sendable>(
        of type: Item.Type, _ path: String, from offset: Int = 0, as asker: ServiceClient.Asker,
        _ read: @escaping @Sendable (Item) -> CatalogTrack?
    ) async throws -> TrackPages.Page {
        let query = [("limit", "\(Self.pageSize)"), ("offset", "\(offset)")]
        let found = try await client.get(SpotifyPage<Item>.self, path, query, as: asker)
        let tracks = (found.items?.values ?? []).compactMap(read)
        guard found.next != nil, offset + Self.pageSize < limit else { return TrackPages.Page(tracks: tracks) }
        return TrackPages.Page(tracks: tracks) {
            try await page(of: type, path, from: offset + Self.pageSize, as: asker, read)
        }
    }

    // MARK: Library

    func playlists(of member: UserID) async throws -> [LinkedPlaylist] {
        let asker = ServiceClient.Asker.member(member)
        let liked = try await client.get(SpotifyPage<SpotifyEntry>.self, "/me/tracks", [("limit", "1")], as: asker)
        var lists = [
            LinkedPlaylist(
                service: .spotify, id: "liked", name: "Liked Songs", count: liked.total, link: SpotifyLink.liked,
                isLiked: true)
        ]
        for offset in stride(from: 0, to: 200, by: Self.pageSize) {
            let query = [("limit", "\(Self.pageSize)"), ("offset", "\(offset)")]
            let page = try await client.get(SpotifyPage<SpotifyPlaylist>.self, "/me/playlists", query, as: asker)
            lists += (page.items?.values ?? []).compactMap { list in
                guard let id = list.id, let name = list.name else { return nil }
                return LinkedPlaylist(
                    service: .spotify, id: id, name: name, count: list.count,
                    link: "https://open.spotify.com/playlist/\(id)")
            }
            guard page.next != nil else { break }
        }
        return lists
    }

    func liked(by member: UserID, count: Int) async throws -> [CatalogTrack] {
        var page = try await entries("/me/tracks", as: .member(member))
        var tracks = page.tracks
        while tracks.count < count, let next = page.next {
            page = try await next()
            tracks += page.tracks
        }
        return Array(tracks.prefix(count))
    }

    /// Spotify gives applications no recommendations any more: what the member played last.
    func recommended(to member: UserID, count: Int) async throws -> [CatalogTrack] {
        let played = try await client.get(
            SpotifyPage<SpotifyEntry>.self, "/me/player/recently-played", [("limit", "50")], as: .member(member))
        let tracks = (played.items?.values ?? []).compactMap { $0.entry?.track(of: nil, for: member) }
        return FairMix.of([tracks], count: count)
    }
}

extension ServiceClient.Asker {
    /// Whose account found something; nil where anybody finds it.
    var account: UserID? {
        if case .member(let user) = self { user } else { nil }
    }
}
