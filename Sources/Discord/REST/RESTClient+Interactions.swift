package import DiscordTypes

/// What can be done with an interaction's token: no bot token is sent, and Discord's global limit does not count.
extension RESTClient {
    /// `POST /interactions/{id}/{token}/callback`: the first answer, where it was not given in the HTTP response.
    /// A repetition after a lost answer is refused by Discord with code 40060, which counts as done.
    package func respond(
        to interaction: InteractionID, token: InteractionToken, with response: InteractionResponse,
        within budget: Duration = .milliseconds(2_500)
    ) async throws(RESTError) {
        let made = RESTRequest(
            "POST", "/interactions/{id}/{token}/callback", major: "\(interaction)/\(token.revealed)",
            path: "/interactions/\(interaction)/\(token.revealed)/callback", authentication: .path)
        do {
            try await call(try request(made, body: response), within: budget)
        } catch .rejected(_, code: Self.alreadyAcknowledged, _) {
            return
        }
    }

    /// `GET /webhooks/{application}/{token}/messages/@original`.
    package func original(
        of application: ApplicationID, token: InteractionToken, within budget: Duration = .seconds(20)
    ) async throws(RESTError) -> MessageReference {
        try await call(Self.originalRequest("GET", application, token), as: MessageReference.self, within: budget)
    }

    /// `PATCH /webhooks/{application}/{token}/messages/@original`: puts `message` in the place of the first answer.
    /// `notFound` is final: the token's 15 minutes are over, or the message was deleted.
    package func editOriginal(
        of application: ApplicationID, token: InteractionToken, to message: ComponentMessage,
        within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        try await call(
            try request(Self.originalRequest("PATCH", application, token), body: message), within: budget)
    }

    /// `DELETE /webhooks/{application}/{token}/messages/@original`.
    package func deleteOriginal(
        of application: ApplicationID, token: InteractionToken, within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        try await call(Self.originalRequest("DELETE", application, token), within: budget)
    }

    /// `POST /webhooks/{application}/{token}`: one more message. Not tried again when the outcome is unknown, since
    /// it could then stand there twice.
    @discardableResult
    package func followUp(
        _ message: ComponentMessage, of application: ApplicationID, token: InteractionToken,
        within budget: Duration = .seconds(20)
    ) async throws(RESTError) -> MessageReference {
        let made = RESTRequest(
            "POST", "/webhooks/{application}/{token}", major: Self.major(application, token),
            path: "/webhooks/\(application)/\(token.revealed)", authentication: .path, isRepeatable: false)
        return try await call(try request(made, body: message), as: MessageReference.self, within: budget)
    }

    private static var alreadyAcknowledged: Int { 40060 }

    private static func originalRequest(
        _ method: String, _ application: ApplicationID, _ token: InteractionToken
    ) -> RESTRequest {
        RESTRequest(
            method, "/webhooks/{application}/{token}/messages/@original", major: major(application, token),
            path: "/webhooks/\(application)/\(token.revealed)/messages/@original", authentication: .path)
    }

    private static func major(_ application: ApplicationID, _ token: InteractionToken) -> String {
        "\(application)/\(token.revealed)"
    }
}
