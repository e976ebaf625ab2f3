internal import DiscordTypes
internal import Jobs

/// Objects of SoundCloud's API, as far as they are used.
struct SoundCloudTrack: Decodable, Sendable {
    struct User: Decodable, Sendable {
        var username: String?
        var verified: Bool?
    }

    enum Access: String, Decodable, Sendable {
        case playable, preview, blocked
    }

    var urn: String?
    var id: Int64?
    var title: String?
    var artist: String?
    var user: User?
    var milliseconds: Int64?
    var isrc: String?
    var link: String?
    var artwork: String?
    var access: Access?
    var kind: String?
    var sharing: String?

    private enum CodingKeys: String, CodingKey {
        case urn, id, title, user, isrc, access, kind, sharing
        case artist = "metadata_artist"
        case milliseconds = "duration"
        case link = "permalink_url"
        case artwork = "artwork_url"
    }

    /// Nil for what can't be played here at all.
    func track(for account: UserID?) -> CatalogTrack? {
        guard let name = urn ?? id.map({ "soundcloud:tracks:\($0)" }), name.isSoundCloudName, let title,
            access != .blocked
        else { return nil }
        var track = CatalogTrack(service: .soundcloud, id: name, title: title, link: link)
        let named = artist.flatMap { $0.isEmpty ? nil : $0 }
        track.artist = named ?? user?.username
        track.durationMilliseconds = milliseconds
        track.isrc = isrc.flatMap { $0.isEmpty ? nil : $0.uppercased() }
        track.artwork = artwork
        if user?.verified == true { track.isVerified = true }
        if access == .preview { track.isPreview = true }
        if sharing == "private" { track.isUnlisted = true }
        track.account = account
        return track
    }
}

/// A playlist or person, or whatever else is behind an address.
struct SoundCloudThing: Decodable, Sendable {
    var kind: String?
    var urn: String?
    var id: Int64?
    var title: String?
    var username: String?
    var sharing: String?
    var count: Int?
    var link: String?

    private enum CodingKeys: String, CodingKey {
        case kind, urn, id, title, username, sharing
        case count = "track_count"
        case link = "permalink_url"
    }

    func name(_ kind: String) -> String? {
        let name = urn ?? id.map { "soundcloud:\(kind):\($0)" }
        return name?.isSoundCloudName == true ? name : nil
    }
}

struct SoundCloudPage<Item: Decodable & Sendable>: Decodable, Sendable {
    var collection: LossyList<Item>
    var next: String?

    private enum CodingKeys: String, CodingKey {
        case collection
        case next = "next_href"
    }
}

/// Where a track's sound is; each needs the token, and leads to a place that needs none.
struct SoundCloudStreams: Decodable, Sendable {
    var better: String?
    var smaller: String?

    private enum CodingKeys: String, CodingKey {
        case better = "hls_aac_160_url"
        case smaller = "hls_aac_96_url"
    }
}

extension String {
    /// Such as `soundcloud:tracks:13158665`: goes into paths.
    fileprivate var isSoundCloudName: Bool {
        utf8.count <= 100
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
