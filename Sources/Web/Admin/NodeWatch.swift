package import DiscordTypes
internal import HTTPServer
package import Jobs
package import Logging
package import Storage
internal import Synchronization

/// What the voice node does right now, by its events; counts plays and listeners, and the minutes it could be reached.
package final class NodeWatch: Sendable {
    /// What is known at one moment.
    package struct Snapshot: Sendable {
        /// Nil while the node can't be reached.
        package var players: [GuildID: PlayerState]?
        /// Grows with each change.
        package var version: Int
    }

    private struct State {
        var players: [GuildID: PlayerState] = [:]
        var isConnected = false
        var version = 0
        var figures: [DailyFigure: Int64] = [:]
        var active: Set<ActiveMember> = []
        /// The entry that was counted last in each guild, so that a reconnection counts nothing twice.
        var counted: [GuildID: Int64] = [:]
    }

    static let day: Int64 = 86_400_000
    /// A track that is further on was counted by the process before this one.
    private static let fresh: Int64 = 5000
    private static let flushPause: Duration = .seconds(20)

    package typealias Listen =
        @Sendable (_ opened: @Sendable () -> Void, _ receive: @Sendable (NodeEvent) -> Void) async throws -> Void

    private let listen: Listen
    private let store: any UsageStore
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private let log: Logger
    private let state = Mutex(State())

    /// `listen` calls the first closure once it is connected and the second with each of the node's events, until the connection
    /// breaks; it throws then.
    package init(
        listen: @escaping Listen, store: any UsageStore,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Int64, log: Logger
    ) {
        self.listen = listen
        self.store = store
        self.clock = clock
        self.now = now
        self.log = log
    }

    package var snapshot: Snapshot {
        state.withLock { Snapshot(players: $0.isConnected ? $0.players : nil, version: $0.version) }
    }

    /// Runs until cancelled.
    package func run() async {
        async let following: Void = follow()
        async let flushing: Void = flush()
        _ = await (following, flushing)
    }

    private func follow() async {
        while !Task.isCancelled {
            do {
                try await listen({ self.connected() }, { self.apply($0) })
            } catch {
                log.debug("the voice node's events broke off", metadata: ["error": "\(error)"])
            }
            state.withLock { state in
                guard state.isConnected else { return }
                state.isConnected = false
                state.players = [:]
                state.version += 1
            }
            do { try await clock.sleep(for: .seconds(1)) } catch { return }
        }
    }

    func apply(_ event: NodeEvent) {
        state.withLock { state in
            state.isConnected = true
            state.version += 1
            state.players[event.guild] = event.player
            guard event.kind == .trackStarted, let player = event.player, let current = player.current,
                player.positionMilliseconds < Self.fresh, state.counted[event.guild] != current.entry
            else { return }
            state.counted[event.guild] = current.entry
            state.figures[DailyFigure(name: UsageFigure.tracks, guild: event.guild, value: 0), default: 0] += 1
            if current.accountHolder == current.requester {
                state.figures[DailyFigure(name: UsageFigure.ownTracks, guild: event.guild, value: 0), default: 0] += 1
            }
            state.active.insert(ActiveMember(guild: event.guild, user: current.requester))
        }
    }

    /// The connection stands, though nothing may play.
    func connected() {
        state.withLock { state in
            guard !state.isConnected else { return }
            state.isConnected = true
            state.version += 1
        }
    }

    private func flush() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: Self.flushPause) } catch { break }
            await store(probing: true)
        }
        await store(probing: false)
    }

    /// Writes what was counted. What can't be written is counted again the next time.
    func store(probing: Bool) async {
        let (figures, active, isConnected) = state.withLock { state in
            defer {
                state.figures = [:]
                state.active = []
            }
            return (state.figures, state.active, state.isConnected)
        }
        var use = figures.map { DailyFigure(name: $0.key.name, guild: $0.key.guild, value: $0.value) }
        if probing {
            use.append(DailyFigure(name: UsageFigure.probes, guild: nil, value: 1))
            if isConnected { use.append(DailyFigure(name: UsageFigure.reached, guild: nil, value: 1)) }
        }
        guard !use.isEmpty || !active.isEmpty else { return }
        do {
            try await store.add(use, active: Array(active), on: now() / Self.day)
        } catch {
            log.warning("use was not counted", metadata: ["error": "\(error)"])
            state.withLock { state in
                state.figures.merge(figures) { $0 + $1 }
                state.active.formUnion(active)
            }
        }
    }
}

/// The names of daily figures.
package enum UsageFigure {
    package static let tracks = "tracks"
    /// Those of them that their requester's own account found or opened.
    static let ownTracks = "own-tracks"
    /// Looks at the node, and those at which it was there.
    static let probes = "node-probes"
    static let reached = "node-reached"
}
