internal import HTTPClient

/// What an address of music.apple.com names.
struct AppleMusicLink: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case song, album, playlist, artist
        case libraryPlaylist
        /// All songs of the library of whoever asks.
        case library
    }

    static let library = "https://music.apple.com/library/songs"

    var kind: Kind
    var id: String
    /// Two letters; nil where the address names no country.
    var storefront: String?

    init?(_ text: String) {
        guard let url = try? URLPolicy.untrusted.validate(text),
            ["music.apple.com", "geo.music.apple.com"].contains(url.host.lowercased())
        else { return nil }
        // The address as it was typed: the query matters.
        let pieces = text.split(separator: "?", maxSplits: 1)
        let query = pieces.count == 2 ? pieces[1].prefix { $0 != "#" } : ""
        var parts = url.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        if let first = parts.first, first.utf8.count == 2 { storefront = parts.removeFirst() }
        guard let last = parts.last else { return nil }
        let song = query.split(separator: "&").first { $0.hasPrefix("i=") }.map { String($0.dropFirst(2)) }
        switch parts.first {
        case "library" where last == "songs": (kind, id) = (.library, "")
        case "library" where parts.dropFirst().first == "playlist": (kind, id) = (.libraryPlaylist, last)
        case "song": (kind, id) = (.song, last)
        case "album": (kind, id) = song.map { (.song, $0) } ?? (.album, last)
        case "playlist": (kind, id) = (.playlist, last)
        case "artist": (kind, id) = (.artist, last)
        default: return nil
        }
        let isName =
            id.utf8.count <= 100
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard isName, kind == .library || !id.isEmpty else { return nil }
    }
}
