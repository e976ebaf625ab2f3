package import DiscordTypes
internal import Synchronization

/// The guilds, channels and voice states as the gateway tells them. Every question is answered at once, from any thread.
///
/// The gateway's events must be given to `apply` in order, from one task.
package final class GuildDirectory: Sendable {
    private struct State {
        var user: UserID?
        var guilds: [GuildID: GuildCache] = [:]
        /// Also those that are not told of yet, or are away for a while.
        var joined: Set<GuildID> = []
        var observers: [GuildID: [UInt64: @Sendable (DirectoryEvent) -> Void]] = [:]
        var nextObserver: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Takes one event in, and tells the observers what it means for them.
    package func apply(_ event: GatewayEvent) {
        // Observers are told under the lock, so that the order of events is theirs too.
        state.withLock { state in
            for (guild, change) in Self.apply(event, to: &state) {
                guard let observers = state.observers[guild] else { continue }
                for observer in observers.values { observer(change) }
            }
        }
    }

    /// Calls `observer` with what happens in a guild from now on, in order, until the observation has ended. An event says "look
    /// again"; the directory's answers hold the truth.
    ///
    /// `observer` runs on the thread that brings the events: it must return at once and ask the directory nothing.
    package func observe(
        _ guild: GuildID, _ observer: @escaping @Sendable (DirectoryEvent) -> Void
    ) -> DirectoryObservation {
        let number = state.withLock { state in
            let number = state.nextObserver
            state.nextObserver += 1
            state.observers[guild, default: [:]][number] = observer
            return number
        }
        return DirectoryObservation { [weak self] in self?.removeObserver(number, of: guild) }
    }

    private func removeObserver(_ number: UInt64, of guild: GuildID) {
        // It must die outside the lock: the death of what it holds may call back here.
        let removed = state.withLock { state in
            let removed = state.observers[guild]?.removeValue(forKey: number)
            if state.observers[guild]?.isEmpty == true { state.observers[guild] = nil }
            return removed
        }
        withExtendedLifetime(removed) {}
    }

    /// How many observations are under way.
    var observerCount: Int { state.withLock { $0.observers.values.reduce(0) { $0 + $1.count } } }

    /// Reads a guild under the lock; nil for an unknown one.
    func read<Value: Sendable>(_ guild: GuildID, _ body: (GuildCache, _ user: UserID?) -> Value) -> Value? {
        state.withLock { state in
            state.guilds[guild].map { body($0, state.user) }
        }
    }

    /// The bot's own user; nil before the first login.
    package var user: UserID? { state.withLock { $0.user } }

    /// Every guild the bot is in.
    package var guilds: [GuildID] { state.withLock { Array($0.guilds.keys) } }

    /// Every guild the bot is in, also those that the gateway has only named yet; empty before the first login.
    var joined: Set<GuildID> { state.withLock { $0.joined } }

    private static func apply(_ event: GatewayEvent, to state: inout State) -> [(GuildID, DirectoryEvent)] {
        switch event {
        case .ready(let ready):
            state.user = ready.user
            // A guild we left while offline is not in the list and will not be told again.
            let current = Set(ready.guilds.map(\.id))
            state.joined = current
            let gone = state.guilds.keys.filter { !current.contains($0) }
            for guild in gone { state.guilds[guild] = nil }
            return gone.map { ($0, .guildRemoved) }
        case .guildCreate(let guild):
            state.joined.insert(guild.id)
            return create(guild, in: &state)
        case .guildUpdate(let guild):
            state.guilds[guild.id]?.update(guild)
            return []
        case .guildDelete(let guild):
            guard !guild.isUnavailable else {
                state.guilds[guild.id]?.isAvailable = false
                return []
            }
            state.joined.remove(guild.id)
            guard state.guilds.removeValue(forKey: guild.id) != nil else { return [] }
            return [(guild.id, .guildRemoved)]
        case .channelCreate(let channel), .channelUpdate(let channel):
            guard let guild = channel.guild else { return [] }
            state.guilds[guild]?.channels[channel.id] = channel
            return [(guild, .channelChanged(channel.id))]
        case .channelDelete(let channel):
            guard let guild = channel.guild else { return [] }
            state.guilds[guild]?.removeChannel(channel.id)
            return [(guild, .channelDeleted(channel.id))]
        case .voiceStateUpdate(let voice):
            guard let guild = voice.guild, let change = state.guilds[guild]?.apply(voice, self: state.user) else {
                return []
            }
            return [(guild, .voice(user: change.user, from: change.from, to: change.to))]
        case .roleUpdate, .roleDelete, .memberUpdate:
            applyPermissions(event, to: &state)
            return []
        case .resumed, .voiceServerUpdate, .ignored, .malformed:
            return []
        }
    }

    /// A guild is told in full: at login, and again after an outage. Who came and left meanwhile is told as changes.
    private static func create(_ guild: GatewayGuild, in state: inout State) -> [(GuildID, DirectoryEvent)] {
        guard !guild.isUnavailable else {
            state.guilds[guild.id]?.isAvailable = false
            return []
        }
        let before = state.guilds[guild.id]?.voice ?? [:]
        let cache = GuildCache(guild, self: state.user)
        state.guilds[guild.id] = cache
        let changes: [DirectoryEvent] = Set(before.keys).union(cache.voice.keys).compactMap { user in
            let (from, to) = (before[user]?.channel, cache.voice[user]?.channel)
            return from == to ? nil : .voice(user: user, from: from, to: to)
        }
        return ([.guildAvailable] + changes).map { (guild.id, $0) }
    }

    private static func applyPermissions(_ event: GatewayEvent, to state: inout State) {
        switch event {
        case .roleUpdate(let guild, let role): state.guilds[guild]?.roles[role.id] = role.permissions
        case .roleDelete(let guild, let role): state.guilds[guild]?.roles[role] = nil
        case .memberUpdate(let guild, let member): state.guilds[guild]?.apply(member, self: state.user)
        default: break
        }
    }
}

/// Lasts until `end`, which whoever began it must call.
package struct DirectoryObservation: Sendable {
    package let end: @Sendable () -> Void
}

/// What a player wants to know of its guild.
package enum DirectoryEvent: Hashable, Sendable {
    /// Someone, perhaps the bot, came (`from` nil), left (`to` nil), moved, or changed otherwise (both equal).
    case voice(user: UserID, from: ChannelID?, to: ChannelID?)
    case channelChanged(ChannelID)
    /// The guild's channels and voice states are known, for the first time or again.
    case guildAvailable
    case channelDeleted(ChannelID)
    /// The bot is no longer a member.
    case guildRemoved
}
