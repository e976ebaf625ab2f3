internal import DiscordREST
internal import DiscordTypes
internal import Logging
internal import Storage

/// Tells a member once, by direct message, that an account has to be linked again. `/accounts` says it too.
struct LinkNotice: Sendable {
    let rest: RESTClient
    let logger: Logger

    func send(to user: UserID, about provider: AccountProvider) async {
        let text = """
            \(Self.name(provider)) doesn't accept the account you linked with me any more, so I go on without it. \
            Write /link in a server where I am to link it again.
            """
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
