internal import Storage

/// What a member asks about their linked accounts. Always about their own.
enum AccountErrand: Sendable, Hashable {
    /// A way to the linking page, which stands at one provider where one is named.
    case link(AccountProvider?)
    case list
    case unlink(AccountProvider)

    /// Whether the answer opens something. It is then kept nowhere, and a repetition gets a new one.
    var isSecret: Bool {
        if case .link = self { return true }
        return false
    }
}

extension AccountProvider {
    /// Its own name, the same in every language.
    var name: String {
        switch self {
        case .spotify: "Spotify"
        case .youtube: "YouTube"
        case .soundcloud: "SoundCloud"
        case .appleMusic: "Apple Music"
        case .youtubeCookies: "YouTube Premium"
        }
    }
}
