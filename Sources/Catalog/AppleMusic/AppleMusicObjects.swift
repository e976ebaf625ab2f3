internal import DiscordTypes
internal import Jobs

/// Objects of the Apple Music API, as far as they are used.
struct AppleResource: Decodable, Sendable {
    struct Artwork: Decodable, Sendable {
        var url: String?
    }

    struct Parameters: Decodable, Sendable {
        var catalogID: String?

        private enum CodingKeys: String, CodingKey {
            case catalogID = "catalogId"
        }
    }

    struct Attributes: Decodable, Sendable {
        var name: String?
        var artistName: String?
        var albumName: String?
        var durationInMillis: Int64?
        var isrc: String?
        var url: String?
        var artwork: Artwork?
        var playParams: Parameters?
        var trackCount: Int?
    }

    struct Relationships: Decodable, Sendable {
        var tracks: ApplePage?
        var catalog: ApplePage?
    }

    var id: String
    var type: String?
    var attributes: Attributes?
    var relationships: Relationships?

    /// A song; nil for a video and for what is not there any more.
    func track(for account: UserID?) -> CatalogTrack? {
        // A song of a library may name the catalogue's, which knows its code.
        let known = relationships?.catalog?.data?.values.first
        guard type?.contains("songs") ?? true, let name = attributes?.name ?? known?.attributes?.name else {
            return nil
        }
        let id = known?.id ?? attributes?.playParams?.catalogID ?? self.id
        var track = CatalogTrack(
            service: .appleMusic, id: id, title: name, link: known?.attributes?.url ?? attributes?.url)
        track.artist = attributes?.artistName
        track.album = attributes?.albumName
        track.durationMilliseconds = attributes?.durationInMillis
        track.isrc = (attributes?.isrc ?? known?.attributes?.isrc).map { $0.uppercased() }
        track.artwork = attributes?.artwork?.url?.replacing("{w}x{h}", with: "600x600")
        track.account = account
        return track
    }
}

struct ApplePage: Decodable, Sendable {
    var data: LossyList<AppleResource>?
    /// A path with its query, on the API's own origin.
    var next: String?
}

struct AppleSearch: Decodable, Sendable {
    struct Results: Decodable, Sendable {
        var songs: ApplePage?
    }

    var results: Results?
}
