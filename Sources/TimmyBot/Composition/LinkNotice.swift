internal import DiscordREST
internal import DiscordTypes
internal import Interactions
internal import Logging
internal import Storage

/// Tells a member once, by direct message, that an account has to be linked again. `/accounts` says it too.
struct LinkNotice: Sendable {
    let rest: RESTClient
    let logger: Logger

    /// `locale` is Discord's of the member; English where it is nil or unknown.
    func send(to user: UserID, about provider: AccountProvider, in locale: String?) async {
        let text = NoticeReply(locale: locale).linkLost(at: Self.name(provider))
        do {
            try await rest.directMessage(text, to: user)
        } catch {
            logger.info("a member was not told about a lost link", metadata: ["reason": "\(error)"])
        }
    }

    private static func name(_ provider: AccountProvider) -> String {
        switch provider {
        case .spotify: "Spotify"
        case .youtube, .youtubeCookies: "YouTube"
        case .soundcloud: "SoundCloud"
        case .appleMusic: "Apple Music"
        }
    }
}
