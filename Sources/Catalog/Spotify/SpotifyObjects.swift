internal import DiscordTypes
internal import Jobs

/// Objects of Spotify's Web API, as far as they are used. Whatever may be missing is optional: development mode leaves much out.
struct SpotifyTrack: Decodable, Sendable {
    struct Artist: Decodable, Sendable {
        var name: String?
    }

    struct Image: Decodable, Sendable {
        var url: String?
    }

    struct Album: Decodable, Sendable {
        var name: String?
        var images: LossyList<Image>?
    }

    struct Codes: Decodable, Sendable {
        var isrc: String?
    }

    var id: String?
    var name: String?
    var type: String?
    var artists: LossyList<Artist>?
    var album: Album?
    var milliseconds: Int64?
    var codes: Codes?
    var isLocal: Bool?

    private enum CodingKeys: String, CodingKey {
        case id, name, type, artists, album
        case milliseconds = "duration_ms"
        case codes = "external_ids"
        case isLocal = "is_local"
    }

    /// Nil for an episode, a file of the owner's, and what is no longer there.
    func track(of album: String?, for account: UserID?) -> CatalogTrack? {
        guard let id, let name, !name.isEmpty, isLocal != true, type == nil || type == "track" else { return nil }
        var track = CatalogTrack(
            service: .spotify, id: id, title: name, link: "https://open.spotify.com/track/\(id)")
        let names = artists?.values.compactMap(\.name) ?? []
        track.artist = names.isEmpty ? nil : names.joined(separator: ", ")
        track.album = self.album?.name ?? album
        track.durationMilliseconds = milliseconds
        track.isrc = codes?.isrc.map { $0.uppercased() }
        track.artwork = self.album?.images?.values.first?.url
        track.account = account
        return track
    }
}

struct SpotifyPage<Item: Decodable & Sendable>: Decodable, Sendable {
    var items: LossyList<Item>?
    var next: String?
    var total: Int?
}

/// An entry of a playlist or library: its `track` was renamed to `item` in 2026.
struct SpotifyEntry: Decodable, Sendable {
    var track: SpotifyTrack?
    var item: SpotifyTrack?

    var entry: SpotifyTrack? { item ?? track }
}

struct SpotifyPlaylist: Decodable, Sendable {
    struct Contents: Decodable, Sendable {
        var total: Int?
    }

    var id: String?
    var name: String?
    var isPublic: Bool?
    /// Renamed from `tracks` in 2026.
    var items: Contents?
    var tracks: Contents?

    private enum CodingKeys: String, CodingKey {
        case id, name, items, tracks
        case isPublic = "public"
    }

    var count: Int? { items?.total ?? tracks?.total }
}

struct SpotifyAlbum: Decodable, Sendable {
    var name: String?
    var images: LossyList<SpotifyTrack.Image>?
    var tracks: SpotifyPage<SpotifyTrack>?
}

struct SpotifyArtist: Decodable, Sendable {
    var name: String?
}

struct SpotifySearch: Decodable, Sendable {
    var tracks: SpotifyPage<SpotifyTrack>?
}
