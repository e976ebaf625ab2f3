internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// The display of each guild's player, while that lives.
///
/// A display at rest has no task: tasks keep the memory of the deepest call they ever made, and most displays rest most of the time.
final class PlayerDisplays: Sendable {
    static let shortestInterval: Duration = .seconds(15)
    /// Discord takes 50 requests a second of a bot, answers to people among them: progress bars take ten at most.
    private static let pace: Duration = .milliseconds(100)

    /// A request under way holds some 20 KB of tasks and text. Discord takes them at its own pace; hundreds at once would only wait there.
    private let turns = Turns(8)

    private let access: PlayerMessageAccess?
    private let store: any LibraryStore
    private let tell: @Sendable (ChannelID, Notice, _ locale: String?) -> Void
    private let logger: Logger
    private let work = TaskPool()
    private let displays = Mutex<[GuildID: PlayerDisplay]>([:])

    init(
        _ dependencies: NodeDependencies, tell: @escaping @Sendable (ChannelID, Notice, _ locale: String?) -> Void,
        logger: Logger
    ) {
        access = dependencies.playerMessages
        store = dependencies.store
        self.tell = tell
        self.logger = logger
    }

    /// How often each progress bar may move on.
    var interval: Duration { max(Self.shortestInterval, Self.pace * displays.withLock { $0.count }) }

    /// Brings Discord in line with what is shown, until cancelled.
    func run() async { await work.run() }

    /// Says what people should see of a guild's player; nil: nothing plays. Returns at once.
    func show(_ view: PlayerDisplay.View?, in guild: GuildID) {
        display(of: guild)?.show(view)
    }

    /// Somebody has given a command in the guild.
    func encourage(in guild: GuildID) {
        displays.withLock { $0[guild] }?.encourage()
    }

    /// The guild's player has ended. Its message stays, to be taken over by the next one.
    func end(in guild: GuildID) {
        displays.withLock { $0.removeValue(forKey: guild) }?.end()
    }

    /// Nil where no message is wanted at all.
    private func display(of guild: GuildID) -> PlayerDisplay? {
        guard let access else { return nil }
        return displays.withLock { displays in
            if let known = displays[guild] { return known }
            let display = PlayerDisplay(
                guild: guild, access: access, store: store, turns: turns, work: work, tell: tell, logger: logger)
            displays[guild] = display
            return display
        }
    }
}
