internal import Jobs

/// How a track is named in a reply.
enum TrackLine {
    /// Longer addresses are left out rather than cut.
    private static let linkLimit = 300

    /// Title and artist, linked where people may open the track's page.
    static func markdown(
        _ track: TrackSummary, titleLimit: Int = PlainText.defaultLimit, linked: Bool = true
    ) -> Markdown {
        let title = Markdown(escaping: track.title, limit: titleLimit)
        let name: Markdown = title.source.isEmpty ? "…" : title
        let link = linked ? track.link.flatMap(address) : nil
        let shown: Markdown = link.map { "**[\(name)](<\($0)>)**" } ?? "**\(name)**"
        guard let artist = track.artist, !artist.isEmpty else { return shown }
        return "\(shown) — \(Markdown(escaping: artist, limit: titleLimit / 2))"
    }

    /// An address that can stand inside `(<…>)`, else nil.
    static func address(_ link: String) -> Markdown? {
        guard link.utf8.count <= linkLimit, link.hasPrefix("https://") || link.hasPrefix("http://") else { return nil }
        let isPlain = link.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !Array("<>\"`\\|()[]".utf8).contains(byte)
        }
        return isPlain ? Markdown(trusted: link) : nil
    }
}
