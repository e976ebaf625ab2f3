package import DiscordTypes

/// Messages of the bot that stand in a channel already.
extension RESTClient {
    /// `PATCH /channels/{channel}/messages/{message}`. Throws `notFound` where the message is gone.
    package func edit(
        _ message: MessageID, in channel: ChannelID, to content: ComponentMessage,
        within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        try await call(try request(Self.messageRequest("PATCH", channel, message), body: content), within: budget)
    }

    /// `DELETE /channels/{channel}/messages/{message}`. Throws `notFound` where the message is gone.
    package func delete(
        _ message: MessageID, in channel: ChannelID, within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        try await call(Self.messageRequest("DELETE", channel, message), within: budget)
    }

    /// `GET /channels/{channel}/messages?after=`: how many messages came after one, counted up to `limit` (1 to 100).
    /// Needs the permission Read Message History.
    package func countMessages(
        after message: MessageID, in channel: ChannelID, limit: Int, within budget: Duration = .seconds(10)
    ) async throws(RESTError) -> Int {
        let made = RESTRequest(
            "GET", "/channels/{channel}/messages", major: "\(channel)",
            path: "/channels/\(channel)/messages?after=\(message)&limit=\(min(max(limit, 1), 100))")
        return try await call(made, as: [MessageReference].self, within: budget).count
    }

    private static func messageRequest(_ method: String, _ channel: ChannelID, _ message: MessageID) -> RESTRequest {
        RESTRequest(
            method, "/channels/{channel}/messages/{message}", major: "\(channel)",
            path: "/channels/\(channel)/messages/\(message)")
    }
}
