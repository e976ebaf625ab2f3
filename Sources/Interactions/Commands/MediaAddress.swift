/// Tells addresses from words in what a member typed. Whether an address may be fetched is the voice node's to decide.
enum MediaAddress: Hashable, Sendable {
    /// http or https, with a host, without blanks and control characters.
    case address(String)
    /// An address of another kind, such as `file:`.
    case otherScheme
    case words
    case empty

    /// Characters.
    static let lengthLimit = 2_000

    static func read(_ text: String) -> MediaAddress {
        var trimmed = text.drop(while: \.isWhitespace)
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        // `<https://…>` is how Discord's members keep an address from being previewed.
        if trimmed.first == "<", trimmed.last == ">" { trimmed = trimmed.dropFirst().dropLast() }
        guard !trimmed.isEmpty else { return .empty }
        if let link = spotifyLink(trimmed) { return .address(link) }
        guard let colon = trimmed.firstIndex(of: ":"), isScheme(trimmed[..<colon]),
            trimmed[colon...].hasPrefix("://") || isOpaque(trimmed[..<colon])
        else { return .words }
        let scheme = trimmed[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", trimmed[colon...].hasPrefix("://") else { return .otherScheme }
        let host = trimmed[colon...].dropFirst(3).prefix { !"/?#".contains($0) }
        guard !host.isEmpty, trimmed.count <= lengthLimit, trimmed.unicodeScalars.allSatisfy(isAllowed) else {
            return .otherScheme
        }
        return .address(String(trimmed))
    }

    /// The page that a `spotify:` URI names, such as `spotify:track:…`, which Spotify's programs copy in the place of a link.
    private static func spotifyLink(_ text: Substring) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[0].lowercased() == "spotify" else { return nil }
        // `spotify:user:NAME:playlist:…` is an older form.
        let named = parts[1] == "user" && parts.count == 5 ? parts.dropFirst(3) : parts.dropFirst()
        guard named.count == 2, let kind = named.first, let id = named.last,
            ["track", "album", "playlist", "artist"].contains(kind), !id.isEmpty,
            id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        return "https://open.spotify.com/\(kind)/\(id)"
    }

    /// RFC 3986, 3.1.
    private static func isScheme(_ text: Substring) -> Bool {
        text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    /// Schemes that are written without slashes.
    private static func isOpaque(_ scheme: Substring) -> Bool {
        ["data", "javascript", "mailto", "spotify", "file", "about"].contains(scheme.lowercased())
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control && scalar != "\\"
    }
}
