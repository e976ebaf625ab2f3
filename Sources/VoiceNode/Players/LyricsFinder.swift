package import Catalog
package import Jobs

/// Asks a lyrics service about the tracks of a queue.
package struct LyricsFinder: Sendable {
    private let service: LRCLIB

    package init(service: LRCLIB) {
        self.service = service
    }

    /// Nil where the service has no words for it.
    package func words(of track: TrackSummary) async throws -> FoundLyrics? {
        let seconds = track.durationMilliseconds.map { Double($0) / 1000 }
        let song = try await service.song(title: track.title, artist: track.artist, seconds: seconds)
        guard let song else { return nil }
        let timed = song.syncedLyrics.map { TimedLyrics(lrc: $0).lines } ?? []
        return FoundLyrics(
            lines: timed.map { Lyrics.Line(milliseconds: $0.milliseconds, text: $0.text) }, plain: song.plainLyrics)
    }
}
