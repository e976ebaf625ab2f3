internal import Audio
package import Jobs

/// A medium that was found, and how it is read.
package struct OpenedMedia: Sendable {
    /// What opens it again.
    package var media: RequestedMedia
    /// What the catalogue knows of it; nil for a medium that only its own tags name.
    package var track: CatalogTrack?
    /// The list it is the first entry of.
    package var list: TrackList?
    /// The service whose recording is heard in the place of the track's own.
    package var playedFrom: String?
    var reader: any ByteReader

    init(media: RequestedMedia, track: CatalogTrack? = nil, list: TrackList? = nil, reader: any ByteReader) {
        self.media = media
        self.track = track
        self.list = list
        self.reader = reader
    }
}
