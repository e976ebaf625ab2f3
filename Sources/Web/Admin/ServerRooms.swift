package import DiscordTypes
package import Jobs

/// The rules of servers' rooms, as the voice node keeps them, and the names that they refer to.
package struct ServerRooms: Sendable {
    /// Reads them, in an operator's name. Throws where the node can't be asked.
    package typealias Reading = @Sendable (GuildID, UserID, String) async throws -> RoomSettings
    /// Changes them; the rules as they are then. Throws where the node did not do it.
    package typealias Changing = @Sendable (RoomChange, GuildID, UserID, String) async throws -> RoomSettings

    package var rules: Reading
    package var change: Changing
    /// Nil where Discord doesn't tell.
    package var names: @Sendable (GuildID) async -> RoomNames?

    package init(
        rules: @escaping Reading, change: @escaping Changing,
        names: @escaping @Sendable (GuildID) async -> RoomNames?
    ) {
        self.rules = rules
        self.change = change
        self.names = names
    }
}

/// The roles and channels of a server that its rules may name; text of strangers.
package struct RoomNames: Sendable {
    package var roles: [(id: RoleID, name: String)]
    package var channels: [(id: ChannelID, name: String)]

    package init(roles: [(id: RoleID, name: String)], channels: [(id: ChannelID, name: String)]) {
        self.roles = roles
        self.channels = channels
    }
}
