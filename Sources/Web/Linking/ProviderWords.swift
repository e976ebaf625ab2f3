internal import Storage

/// What people are told about a provider before they link it: what for, and what its limits are.
struct ProviderWords: Sendable {
    let name: String
    let use: String
    let limits: String
    /// Where the permission is taken back at the provider, for those that have no address for it.
    let removal: String?

    init(_ provider: AccountProvider) {
        switch provider {
        case .spotify:
            name = "Spotify"
            use = """
                Reads your playlists, liked songs and what you played last, so that you can ask for them. The sound itself \
                comes from elsewhere: Spotify does not allow it in a voice channel.
                """
            limits = """
                Spotify lets a bot like this one serve five people only, and its operator has to add each of them by hand. \
                The permission ends six months after you gave it; then you link again.
                """
            removal = "In your Spotify account under “Manage apps”, remove the access."
        case .youtube:
            name = "YouTube"
            use = "Reads your playlists and liked videos. It can't change anything, and it is not used for playing."
            limits = """
                Google asks again after a week while the operator's application is in testing, and after six months \
                without use.
                """
            removal = "In your Google account under “Third-party apps and services”, remove the access."
        case .soundcloud:
            name = "SoundCloud"
            use = "Finds and plays what your account may hear, with your account."
            limits =
                "SoundCloud counts plays for the whole bot, 15,000 a day. Tracks for Go+ subscribers only stay previews."
            removal = "In your SoundCloud settings under “Connected applications”, disconnect it."
        case .appleMusic:
            name = "Apple Music"
            use = """
                Reads your library and playlists, so that you can ask for them. The sound itself comes from elsewhere: Apple \
                protects it.
                """
            limits = """
                Apple's permission can't be renewed by us. It lasts about six months, or until you change your password; then \
                you link again.
                """
            removal = "In your Apple account's media settings under “Apps with access”, remove it."
        case .youtubeCookies:
            name = "YouTube Premium"
            use = "Plays what you ask for with your own YouTube Premium, in its better quality. For your requests only."
            limits = "Cookies end when YouTube notices them elsewhere, sometimes within days; then you add new ones."
            removal = nil
        }
    }
}
