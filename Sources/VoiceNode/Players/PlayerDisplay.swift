package import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// The player's message of one guild: posted, changed in place, and posted anew when the conversation has scrolled it away.
///
/// The player says what should be seen and never waits. A task in the pool brings Discord in line with the latest of it, one request at a
/// time and at most one in two seconds; what was said in between is left out. Where a message of an earlier run is known, it is taken over.
/// Where Discord forbids it, people are told once, and nothing is tried again before the channel or the bot's permissions in it have
/// changed or somebody has given a command.
final class PlayerDisplay: Sendable {
    /// What people should see; nil: nothing plays.
    struct View: Sendable, Equatable {
        var state: PlayerState
        var channel: ChannelID
        var locale: String?
        /// The voice channel whose status names the track.
        var statusChannel: ChannelID?
        /// What the bot may do in `channel`, as far as that is known.
        var permissions: Permissions?
    }

    /// So many newer messages, and the player's is out of sight.
    static let scrolledAway = 6
    /// While a track plays on, the message is looked for at one of so many changes: at progress alone once a minute.
    static let changesBetweenLooks = 4
    private static let pace: Duration = .seconds(2)
    private static let storedName = "PLAYER_MESSAGE"

    private let guild: GuildID
    private let access: PlayerMessageAccess
    private let store: any LibraryStore
    private let turns: Turns
    private let clock: any Clock<Duration>
    private let tell: @Sendable (ChannelID, Notice, _ locale: String?) -> Void
    private let logger: Logger
    private let work: TaskPool
    private let state = Mutex(State())

    private struct State {
        var wanted: View?
        /// Something was said that nobody has looked at.
        var isNew = false
        var isEncouraged = false
        /// A task looks at what is wanted until nothing is new.
        var isAtWork = false
        var isEnded = false
        /// Nil until the first look.
        var shown: Shown?
    }

    init(
        guild: GuildID, access: PlayerMessageAccess, store: any LibraryStore, turns: Turns, work: TaskPool,
        clock: any Clock<Duration> = ContinuousClock(),
        tell: @escaping @Sendable (ChannelID, Notice, _ locale: String?) -> Void, logger: Logger
    ) {
        self.guild = guild
        self.access = access
        self.store = store
        self.turns = turns
        self.work = work
        self.clock = clock
        self.tell = tell
        self.logger = logger
    }

    func show(_ view: View?) {
        say { state in
            state.wanted = view
            return true
        }
    }

    /// Somebody has given a command: what Discord forbade is worth another try.
    func encourage() {
        say { state in
            state.isEncouraged = state.shown?.isForbidden == true
            return state.isEncouraged
        }
    }

    /// Asks Discord for nothing any more.
    func end() {
        state.withLock { $0.isEnded = true }
    }

    /// Has somebody look, where `change` says that there is something new.
    private func say(_ change: (inout State) -> Bool) {
        let isIdle = state.withLock { state in
            guard change(&state) else { return false }
            state.isNew = true
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
        if isIdle { work.add { await self.bringInLine() } }
    }

    /// Looks at what is wanted until nothing is new. Where it is cancelled the node ends, and no look follows.
    private func bringInLine() async {
        while hasNews {
            guard await turns.take() else { return }
            await look()
            turns.giveBack()
            do { try await clock.sleep(for: Self.pace) } catch { return }
        }
    }

    /// Whether there is something to look at; if not, the task is over.
    private var hasNews: Bool {
        state.withLock { state in
            state.isAtWork = state.isNew && !state.isEnded
            return state.isAtWork
        }
    }

    private func look() async {
        var shown: Shown
        if let known = state.withLock({ $0.shown }) {
            shown = known
        } else {
            shown = await Shown(stored: storedMessage)
        }
        let (wanted, isEncouraged) = state.withLock { state in
            defer { (state.isNew, state.isEncouraged) = (false, false) }
            return (state.wanted, state.isEncouraged)
        }
        if isEncouraged { (shown.forbidden, shown.forbiddenStatus) = (nil, nil) }
        await bring(&shown, to: wanted)
        state.withLock { [shown] state in state.shown = shown }
    }

    /// What Discord shows.
    private struct Shown: Sendable {
        var message: PlayerMessageID?
        var entry: Int64?
        var view: View?
        var status: ChannelID?
        /// The entry that it names.
        var statusEntry: Int64?
        /// Changes in place since it was posted or looked for.
        var changes = 0
        /// Where Discord forbade the message, and the status.
        var forbidden: Place?
        var forbiddenStatus: Place?
        /// The channel without a message of which people were told.
        var told: ChannelID?

        var isForbidden: Bool { forbidden != nil || forbiddenStatus != nil }

        init(stored: PlayerMessageID?) {
            message = stored
        }
    }

    /// What decides whether Discord allows something.
    private struct Place: Sendable, Equatable {
        var channel: ChannelID
        var permissions: Permissions?
    }

    private func bring(_ shown: inout Shown, to view: View?) async {
        guard view != shown.view || view == nil else { return }
        await setStatus(&shown, to: view)
        if let view, shown.forbidden == Place(channel: view.channel, permissions: view.permissions) { return }
        do {
            guard let view else {
                if let message = shown.message { try await remove(message) }
                shown.message = nil
                shown.entry = nil
                shown.view = nil
                return
            }
            let content = access.render(view.state, view.locale)
            let isNewTrack = shown.entry != view.state.current?.entry
            let isLookDue = isNewTrack || shown.changes + 1 >= Self.changesBetweenLooks
            shown.changes = isLookDue ? 0 : shown.changes + 1
            if let message = shown.message, await isInPlace(message, view, isLookDue: isLookDue) {
                do {
                    try await access.edit(message, content)
                } catch PlayerMessageProblem.gone {
                    shown.message = nil
                }
            } else if let message = shown.message {
                try await remove(message)
                shown.message = nil
            }
            if shown.message == nil {
                shown.message = try await access.post(content, view.channel)
                shown.changes = 0
                await remember(shown.message)
            }
            shown.entry = view.state.current?.entry
            shown.view = view
            (shown.forbidden, shown.told) = (nil, nil)
        } catch PlayerMessageProblem.forbidden {
            forbid(&shown, view)
        } catch {
            // The next change or tick tries again.
            logger.info("the player's message is not shown", metadata: ["guild": "\(guild)", "reason": "\(error)"])
        }
    }

    private func forbid(_ shown: inout Shown, _ view: View?) {
        logger.info("the player's message is not allowed", metadata: ["guild": "\(guild)"])
        guard let view else {
            // What can't be taken away is left where it is.
            (shown.message, shown.entry, shown.view) = (nil, nil, nil)
            return
        }
        shown.forbidden = Place(channel: view.channel, permissions: view.permissions)
        guard shown.told != view.channel else { return }
        shown.told = view.channel
        // The voice channel has a chat of its own.
        guard let channel = view.state.channel, channel != view.channel else { return }
        tell(channel, .playerForbidden(view.channel), view.locale)
    }

    /// Asking after every change would cost more than it tells; being told of every message in every channel of every server, as
    /// peers are, even more.
    private func isInPlace(_ message: PlayerMessageID, _ view: View, isLookDue: Bool) async -> Bool {
        guard message.channel == view.channel else { return false }
        guard isLookDue, let newer = await access.countNewer(message, Self.scrolledAway) else { return true }
        return newer < Self.scrolledAway
    }

    private func remove(_ message: PlayerMessageID) async throws {
        do { try await access.delete(message) } catch PlayerMessageProblem.gone {}
        await remember(nil)
    }

    /// The message doesn't depend on it.
    private func setStatus(_ shown: inout Shown, to view: View?) async {
        let channel = view?.statusChannel
        let place = channel.map { Place(channel: $0, permissions: view?.permissions) }
        do {
            if let old = shown.status, old != channel {
                shown.status = nil
                try await access.setStatus(nil, old)
            }
            guard let view, let channel, let track = view.state.current, shown.forbiddenStatus != place,
                shown.status != channel || shown.statusEntry != track.entry
            else { return }
            try await access.setStatus(track.title, channel)
            (shown.status, shown.statusEntry) = (channel, track.entry)
        } catch PlayerMessageProblem.forbidden {
            shown.forbiddenStatus = place
            logger.info("the channel's status is not allowed", metadata: ["guild": "\(guild)"])
        } catch {
            logger.info("the channel's status is not shown", metadata: ["guild": "\(guild)", "reason": "\(error)"])
        }
    }

    private var storedMessage: PlayerMessageID? {
        get async {
            let item = try? await store.item(Self.storedName, on: .guild(guild))
            return item.flatMap { try? PlayerMessageID(json: $0.body) }
        }
    }

    private func remember(_ message: PlayerMessageID?) async {
        do {
            guard let message else {
                _ = try await store.remove(Self.storedName, from: .guild(guild))
                return
            }
            try await store.put(
                LibraryItem(shelf: .guild(guild), name: Self.storedName, body: try message.json()), isNew: false)
        } catch {
            // After a restart it stays where it is, and another one is posted.
            logger.info("the player's message is not remembered", metadata: ["guild": "\(guild)", "error": "\(error)"])
        }
    }
}

/// Where the player's message is.
package struct PlayerMessageID: Codable, Hashable, Sendable {
    package var channel: ChannelID
    package var message: MessageID

    package init(channel: ChannelID, message: MessageID) {
        self.channel = channel
        self.message = message
    }
}

/// Why Discord did not do what the player's message needs.
package enum PlayerMessageProblem: Error, Equatable {
    /// The message or its channel was deleted.
    case gone
    /// The bot lacks a permission, or may not see the channel.
    case forbidden
    /// The text is for the log.
    case failed(String)
}
