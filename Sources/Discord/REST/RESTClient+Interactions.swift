package import DiscordTypes

/// What can be done with an interaction's token: no bot token is sent, and Discord's global limit does not count.
extension RESTClient {
    /// `PATCH /webhooks/{application}/{token}/messages/@original`: puts `message` in the place of the first answer.
    /// `notFound` is final: the token's 15 minutes are over, or the message was deleted.
    package func editOriginal(
        of application: ApplicationID, token: InteractionToken, to message: ComponentMessage,
        within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        let made = RESTRequest(
            "PATCH", "/webhooks/{application}/{token}/messages/@original", major: "\(application)/\(token.revealed)",
            path: "/webhooks/\(application)/\(token.revealed)/messages/@original", authentication: .path)
        try await call(try request(made, body: message), within: budget)
    }
}
