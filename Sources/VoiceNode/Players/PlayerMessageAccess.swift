package import DiscordTypes
package import Jobs

/// Discord and the words, as the player's message needs them. The calls throw `PlayerMessageProblem`.
package struct PlayerMessageAccess: Sendable {
    /// In the language of a locale, English where it is nil or unknown.
    package var render: @Sendable (PlayerState, _ locale: String?) -> ComponentMessage
    package var post: @Sendable (ComponentMessage, ChannelID) async throws -> PlayerMessageID
    package var edit: @Sendable (PlayerMessageID, ComponentMessage) async throws -> Void
    package var delete: @Sendable (PlayerMessageID) async throws -> Void
    /// How many messages came after it, counted up to a limit; nil where that can't be learned.
    package var countNewer: @Sendable (PlayerMessageID, _ limit: Int) async -> Int?
    package var setStatus: @Sendable (String?, ChannelID) async throws -> Void

    package init(
        render: @escaping @Sendable (PlayerState, _ locale: String?) -> ComponentMessage,
        post: @escaping @Sendable (ComponentMessage, ChannelID) async throws -> PlayerMessageID,
        edit: @escaping @Sendable (PlayerMessageID, ComponentMessage) async throws -> Void,
        delete: @escaping @Sendable (PlayerMessageID) async throws -> Void,
        countNewer: @escaping @Sendable (PlayerMessageID, _ limit: Int) async -> Int?,
        setStatus: @escaping @Sendable (String?, ChannelID) async throws -> Void
    ) {
        self.render = render
        self.post = post
        self.edit = edit
        self.delete = delete
        self.countNewer = countNewer
        self.setStatus = setStatus
    }
}
