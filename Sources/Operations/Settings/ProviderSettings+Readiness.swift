package import Accounts
internal import Storage

extension ProviderSettings {
    /// Every provider, in the order people are shown them.
    package var readiness: [ProviderReadiness] {
        AccountProvider.allCases.map { provider in
            let (name, isSetUp, settings) = facts(provider)
            return ProviderReadiness(provider: provider, name: name, missing: isSetUp ? nil : settings)
        }
    }

    private func facts(_ provider: AccountProvider) -> (name: String, isSetUp: Bool, settings: String) {
        switch provider {
        case .spotify: ("Spotify", spotify != nil, "TIMMYBOT_SPOTIFY_CLIENT_ID")
        case .youtube:
            ("YouTube", youtube != nil, "TIMMYBOT_GOOGLE_CLIENT_ID and TIMMYBOT_GOOGLE_CLIENT_SECRET")
        case .soundcloud:
            (
                "SoundCloud", soundcloud != nil,
                "TIMMYBOT_SOUNDCLOUD_CLIENT_ID and TIMMYBOT_SOUNDCLOUD_CLIENT_SECRET"
            )
        case .appleMusic:
            (
                "Apple Music", appleMusic != nil,
                "TIMMYBOT_APPLE_TEAM_ID, TIMMYBOT_APPLE_KEY_ID and TIMMYBOT_APPLE_PRIVATE_KEY_FILE"
            )
        case .youtubeCookies: ("YouTube cookies", youtubeCookies, "TIMMYBOT_YOUTUBE_COOKIES=on")
        }
    }
}
