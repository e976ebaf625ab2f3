internal import Catalog
internal import Crypto
internal import DiscordTypes
internal import Jobs
internal import Storage
internal import Text

/// A track as a favourite or a playlist keeps it. Stored as JSON, so it only ever grows.
struct KeptTrack: Codable, Sendable, Equatable {
    /// `RequestedMedia` as JSON, just as the queue holds it.
    var media: String
    var title: String
    var artist: String?
    var link: String?
    var durationMilliseconds: Int64?
    /// Milliseconds since 1970-01-01 UTC.
    var keptAt: Int64

    /// Nil for an upload, whose address expires.
    init?(_ entry: QueueEntryRecord, at now: Int64) {
        guard let media = try? RequestedMedia(json: entry.media) else { return nil }
        if case .attachment = media { return nil }
        // With whose account it was found is nobody else's matter, nor true for whoever plays it later.
        if case .track(let track) = media, track.account != nil {
            guard let withoutAccount = try? RequestedMedia.track(track.withoutAccount).json() else { return nil }
            self.media = withoutAccount
        } else {
            self.media = entry.media
        }
        title = entry.title
        artist = entry.artist
        link = entry.link
        durationMilliseconds = entry.durationMilliseconds
        keptAt = now
    }

    /// One name for one medium, however often it is kept.
    var name: String { String(Hex.encode(SHA256.hash(Array(media.utf8))).prefix(32)) }

    func summary(of owner: Requester) -> TrackSummary {
        TrackSummary(
            entry: 0, title: title, artist: artist, link: link, durationMilliseconds: durationMilliseconds,
            requester: owner.user, requesterName: owner.name)
    }
}

/// A saved playlist.
struct KeptPlaylist: Codable, Sendable, Equatable {
    static let trackLimit = 500

    /// As the member wrote it.
    var name: String
    var tracks: [KeptTrack]

    /// One line of at most 60 characters; nil where nothing readable is left.
    static func cleaned(_ name: String) -> String? {
        let line = StrangerText.line(name, limit: 60)
        return line.isEmpty ? nil : line
    }
}
