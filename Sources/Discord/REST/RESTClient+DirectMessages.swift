package import DiscordTypes

extension RESTClient {
    /// Sends a person a direct message, cut to Discord's 2,000 characters: `POST /users/@me/channels`, then the message there.
    ///
    /// Throws `forbidden` (50007 and its like) where the person takes no messages from the bot, or shares no server with it.
    package func directMessage(
        _ text: String, to user: UserID, within budget: Duration = .seconds(20)
    ) async throws(RESTError) {
        let made = RESTRequest("POST", "/users/@me/channels", path: "/users/@me/channels")
        let channel = try await call(
            try request(made, body: Recipient(recipient: user)), as: DirectChannel.self, within: budget)
        try await post(text: text, in: channel.id, within: budget)
    }
}

private struct Recipient: Encodable {
    var recipient: UserID

    private enum CodingKeys: String, CodingKey {
        case recipient = "recipient_id"
    }
}

private struct DirectChannel: Decodable {
    var id: ChannelID
}
