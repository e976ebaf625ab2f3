internal import Audio
internal import Catalog
internal import Foundation
internal import Jobs
internal import Text

/// What is known of a track once it was opened.
struct TrackMetadata: Sendable, Equatable {
    /// What opens it again.
    var media: RequestedMedia
    var title: String
    var artist: String?
    /// A page people may open; nil for uploads.
    var link: String?
    /// Nil where the container doesn't tell, and for endless streams.
    var duration: Duration?
    /// As the medium's tags tell it.
    var loudness: TrackLoudness?
    /// Whether the medium's own packets are sent.
    var isPassedThrough = false
    /// What the medium is encoded as.
    var codec: String?
    /// The service whose recording is heard in the place of the track's own.
    var playedFrom: String?
    /// False where the track ends before the place it was opened at.
    var hasSound = true

    /// What the catalogue says of it; for a medium by its own address what its tags say, or else its name.
    init(asked: RequestedMedia, opened: OpenedMedia?, tags: TrackTags, duration: Duration?) {
        let track = opened?.track
        let length = track?.durationMilliseconds.map { Duration.milliseconds($0) }
        self.init(
            media: opened?.media ?? asked, title: track?.title ?? tags.title,
            artist: track == nil ? tags.artist : track?.artist, duration: length ?? duration,
            loudness: tags.loudness?.loudness)
        if track?.isLive == true { self.duration = nil }
        playedFrom = opened?.playedFrom
    }

    /// The medium's own tags, or else what its name suggests.
    init(media: RequestedMedia, title: String?, artist: String?, duration: Duration?, loudness: TrackLoudness? = nil) {
        self.media = media
        self.title = title.flatMap { Self.readable($0) } ?? media.suggestedTitle
        self.artist = artist.flatMap { Self.readable($0) }
        self.duration = duration
        self.loudness = loudness
        switch media {
        case .url(let url): link = url
        case .track(let track): link = track.link
        case .attachment, .words: link = nil
        }
    }

    /// What a station plays takes the title's place; the station's own name moves to the artist.
    mutating func retitle(_ announced: String) {
        guard let announced = Self.readable(announced), announced != title else { return }
        artist = artist ?? title
        title = announced
    }

    /// One line of at most 200 characters; nil where nothing readable is left.
    static func readable(_ text: String) -> String? {
        let line = StrangerText.line(text, limit: 200)
        return line.isEmpty ? nil : line
    }
}

extension RequestedMedia {
    /// The file's name without folder, ending and percent signs; the host where there is none.
    var suggestedTitle: String {
        switch self {
        case .attachment(let attachment): Self.withoutEnding(attachment.filename)
        case .words(let words): words
        case .track(let track): track.title
        case .url(let text):
            if let url = URL(string: text), url.lastPathComponent.count > 1 {
                Self.withoutEnding(url.lastPathComponent)
            } else {
                URL(string: text)?.host ?? text
            }
        }
    }

    private static func withoutEnding(_ name: String) -> String {
        let base = (name as NSString).deletingPathExtension
        let text = (base.isEmpty ? name : base).replacingOccurrences(of: "_", with: " ")
        return String(text.prefix(200))
    }
}
