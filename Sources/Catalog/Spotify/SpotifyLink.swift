internal import HTTPClient

/// What an address or `spotify:` URI names.
struct SpotifyLink: Equatable, Sendable {
    enum Kind: String, Sendable {
        case track, album, playlist, artist
        /// The liked songs of whoever asks.
        case collection
    }

    static let liked = "https://open.spotify.com/collection/tracks"

    var kind: Kind
    var id: String

    init?(_ text: String) {
        guard let parts = Self.parts(text) else { return nil }
        // Between the host and what is meant: a language, a player's frame, an owner.
        guard let index = parts.firstIndex(where: { Kind(rawValue: $0) != nil }),
            let kind = Kind(rawValue: parts[index])
        else { return nil }
        self.kind = kind
        let id = index + 1 < parts.count ? parts[index + 1] : ""
        guard kind == .collection || id.utf8.count == 22 && id.utf8.allSatisfy(Self.isBase62) else { return nil }
        self.id = kind == .collection ? "" : id
    }

    private static func parts(_ text: String) -> [String]? {
        if text.lowercased().hasPrefix("spotify:") { return text.split(separator: ":").dropFirst().map(String.init) }
        guard let url = try? URLPolicy.untrusted.validate(text),
            ["open.spotify.com", "play.spotify.com"].contains(url.host.lowercased())
        else { return nil }
        return url.path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
    }

    private static func isBase62(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
