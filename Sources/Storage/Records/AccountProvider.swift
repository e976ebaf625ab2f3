/// A service whose account a member can link. The raw value is what is stored and sealed with.
package enum AccountProvider: String, Sendable, Hashable, CaseIterable {
    case spotify
    /// The Google sign-in: library and playlists by the Data API.
    case youtube
    case soundcloud
    case appleMusic = "apple-music"
    /// A browser's cookies, for playing with one's own YouTube Premium.
    case youtubeCookies = "youtube-cookies"
}
