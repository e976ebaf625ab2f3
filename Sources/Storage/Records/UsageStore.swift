package import DiscordTypes

/// How much the bot is used, by day: what an operator's page counts and draws. Kept for 30 days.
///
/// A day is the number of days since 1970-01-01 UTC. Key in a partitioned store: partition `USE#<day>`, sort key name and guild.
package protocol UsageStore: Sendable {
    /// Adds to figures of a day and notes who was active; durable on return. `guild` is nil for what belongs to no server.
    func add(_ use: [DailyFigure], active: [ActiveMember], on day: Int64) async throws(StoreError)

    /// Figures from a day on, oldest first.
    func figures(since day: Int64) async throws(StoreError) -> [(day: Int64, figure: DailyFigure)]

    /// How many different members were active since a day: in all, and by server.
    func activeMembers(since day: Int64) async throws(StoreError) -> (all: Int, byGuild: [GuildID: Int])

    /// Deletes when one member was active. Figures name nobody and stay.
    func eraseUse(of user: UserID) async throws(StoreError)
}

/// A figure that grows during a day, such as `tracks`.
package struct DailyFigure: Sendable, Hashable {
    package var name: String
    package var guild: GuildID?
    package var value: Int64

    package init(name: String, guild: GuildID?, value: Int64) {
        self.name = name
        self.guild = guild
        self.value = value
    }
}

/// Somebody who asked for music in a server.
package struct ActiveMember: Sendable, Hashable {
    package var guild: GuildID
    package var user: UserID

    package init(guild: GuildID, user: UserID) {
        self.guild = guild
        self.user = user
    }
}
