package import Jobs

/// The words of a track as a service has them.
package struct FoundLyrics: Sendable, Equatable {
    package var lines: [Lyrics.Line]
    package var plain: String?

    package init(lines: [Lyrics.Line], plain: String?) {
        self.lines = lines
        self.plain = plain
    }
}
