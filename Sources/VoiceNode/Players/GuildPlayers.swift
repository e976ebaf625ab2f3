internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// The players of a node: made when a guild first needs one, each under a lease, each with a task of its own.
final class GuildPlayers: Sendable {
    static let leaseDuration: Duration = .seconds(30)
    /// How often, and after which pauses, a queue is taken up whose guild another node seems to have: longer than a lease lasts.
    private static let restoreAttempts = 10
    static let restorePause: Duration = .seconds(5)
    /// From so many starts on that ended before a guild's track went well, it is taken up alone, and for so long.
    static let suspectRestarts = 2
    static let trial: Duration = .seconds(5)
    /// Looks at players that are to forget a member, 20 ms apart, before somebody has to ask again.
    private static let forgettingLooks = 25

    struct Dependencies: Sendable {
        var node: String
        var store: any GuildQueueStore & NodeLeaseStore
        /// The world of one guild's player.
        var environment: @Sendable (GuildID) -> PlayerEnvironment
        /// Runs beside a player and tells it what happens in its guild; cancelled when the player has ended.
        var companion: @Sendable (GuildID, GuildPlayer) async -> Void
        /// The volume of servers of which nothing is stored, in percent; nil: the original's.
        var defaultVolume: @Sendable () -> Int? = { nil }
        var positions: PositionBoard
        var clock: any Clock<Duration>
        var logger: Logger
    }

    private struct Member {
        var player: GuildPlayer
        var lease: NodeLease
    }

    private enum Place {
        /// Being made; whoever comes meanwhile waits.
        case opening([CheckedContinuation<GuildPlayer?, Never>])
        case open(Member)
    }

    private struct Places {
        var byGuild: [GuildID: Place] = [:]
        /// The node is stopping: no player is made any more.
        var isClosed = false
    }

    private let dependencies: Dependencies
    private let places = Mutex(Places())
    private let arrivals: AsyncStream<GuildPlayer>
    private let arrive: AsyncStream<GuildPlayer>.Continuation

    init(_ dependencies: Dependencies) {
        self.dependencies = dependencies
        // Bounded by the number of guilds: a guild has one player at a time.
        (arrivals, arrive) = AsyncStream.makeStream()
    }

    /// Runs the players until the task is cancelled; then each saves its position and falls silent.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await player in arrivals {
                group.addTask { await self.run(player) }
            }
            group.cancelAll()
        }
    }

    /// Lets every player save its position and leave; returns when all have. None is made from then on.
    func shutDown() async {
        places.withLock { $0.isClosed = true }
        while !places.withLock({ $0.byGuild.isEmpty }) {
            // Again and again, since an inbox may be full.
            for player in open { player.send(.shutdown) }
            // A player that hangs must not hang the node: who shuts down sets a deadline around this.
            do { try await dependencies.clock.sleep(for: .milliseconds(20)) } catch { break }
        }
        arrive.finish()
    }

    /// Hands a job to its guild's player. False if there is no room for it or no player can be had.
    func deliver(_ job: PlaybackJob) async -> Bool {
        guard let player = await player(of: job.guild) else { return false }
        return player.send(.job(job))
    }

    /// The player's state; nil if the guild has none here.
    func state(of guild: GuildID) async -> PlayerState? {
        guard let member = member(of: guild) else { return nil }
        return await member.player.state
    }

    var count: Int { open.count }

    /// The states of all players.
    var states: [(GuildID, PlayerState)] {
        get async {
            var states: [(GuildID, PlayerState)] = []
            for player in open { states.append((player.guild, await player.state)) }
            return states
        }
    }

    /// Lets every player, and those of `guilds`, forget a member's entries of before a time, in milliseconds since 1970-01-01
    /// UTC. True once none remembers one; false where that takes longer, to be tried again.
    func forget(_ member: UserID, before time: Int64, also guilds: Set<GuildID> = []) async -> Bool {
        let known = places.withLock { Set($0.byGuild.keys) }
        var told: [GuildPlayer] = []
        var isTold = true
        for guild in known.union(guilds) {
            // One that is just being made may have read the store before it changed.
            if let player = await player(of: guild) {
                // Its inbox may be full.
                isTold = player.send(.forget(member, before: time)) && isTold
                told.append(player)
            } else if guilds.contains(guild) {
                isTold = false
            }
        }
        guard isTold else { return false }
        for _ in 0..<Self.forgettingLooks {
            var doRemember = false
            for player in told where await player.remembers(member, before: time) { doRemember = true }
            guard doRemember else { return true }
            do { try await dependencies.clock.sleep(for: .milliseconds(20)) } catch { return false }
        }
        return false
    }

    /// What a member had played in a guild, the latest first; nothing where the store can't tell.
    func played(by user: UserID, in guild: GuildID) async -> [QueueEntryRecord] {
        if let member = member(of: guild) { return await member.player.played(by: user) }
        guard let record = try? await dependencies.store.queue(of: guild) else { return [] }
        return GuildQueue(record, epoch: 0).history.reversed().filter { $0.requester == user }
    }

    func voiceReported(_ news: VoiceNews, in guild: GuildID) {
        member(of: guild)?.player.send(.voice(news))
    }

    /// Takes up what the store holds of guilds that were playing, each as soon as it is known who is there.
    ///
    /// Those that were there when nodes ended one after the other come one by one, so that a track that ends the node is told from
    /// those that were only playing beside it.
    func restore(once isKnown: @escaping @Sendable (GuildID) async -> Bool) async throws(StoreError) {
        let guilds = try await dependencies.store.guildsToResume()
        await withDiscardingTaskGroup { group in
            for guild in guilds where guild.restarts < Self.suspectRestarts {
                group.addTask { await self.restore(guild.guild, once: isKnown) }
            }
            group.addTask {
                for guild in guilds where guild.restarts >= Self.suspectRestarts {
                    await self.restore(guild.guild, once: isKnown)
                    guard (try? await self.dependencies.clock.sleep(for: Self.trial)) != nil else { return }
                }
            }
        }
    }

    /// One that the gateway does not name is asked for again by its people.
    private func restore(_ guild: GuildID, once isKnown: @Sendable (GuildID) async -> Bool) async {
        guard await isKnown(guild) else { return }
        await restore(guild)
    }

    /// The lease of a node that ended early runs on for a while, if that had another name.
    func restore(_ guild: GuildID) async {
        for _ in 0..<Self.restoreAttempts {
            if let player = await player(of: guild) {
                player.send(.restore)
                return
            }
            guard (try? await dependencies.clock.sleep(for: Self.restorePause)) != nil else { return }
        }
    }

    private func member(of guild: GuildID) -> Member? {
        places.withLock { if case .open(let member) = $0.byGuild[guild] { member } else { nil } }
    }

    private var open: [GuildPlayer] {
        places.withLock { places in
            places.byGuild.values.compactMap { if case .open(let member) = $0 { member.player } else { nil } }
        }
    }

    private func player(of guild: GuildID) async -> GuildPlayer? {
        enum Found { case player(GuildPlayer), wait, make, none }
        return await withCheckedContinuation { continuation in
            let found = places.withLock { places -> Found in
                switch places.byGuild[guild] {
                case .open(let member): return .player(member.player)
                case .opening(let waiting):
                    places.byGuild[guild] = .opening(waiting + [continuation])
                    return .wait
                case nil where places.isClosed: return .none
                case nil:
                    places.byGuild[guild] = .opening([continuation])
                    return .make
                }
            }
            switch found {
            case .player(let player): continuation.resume(returning: player)
            case .none: continuation.resume(returning: nil)
            case .wait: break
            // Those who wait are resumed by it; nobody else needs to.
            case .make: Task { await self.open(guild) }
            }
        }
    }

    private func open(_ guild: GuildID) async {
        var member: Member?
        do {
            member = try await makeMember(guild)
        } catch {
            dependencies.logger.error("no player", metadata: ["guild": "\(guild)", "error": "\(error)"])
        }
        let (waiting, isLate) = places.withLock { places -> ([CheckedContinuation<GuildPlayer?, Never>], Bool) in
            defer { places.byGuild[guild] = member.map { .open($0) } }
            guard case .opening(let waiting) = places.byGuild[guild] else { return ([], places.isClosed) }
            return (waiting, places.isClosed)
        }
        if let member {
            arrive.yield(member.player)
            // The players were told to end before this one could be.
            if isLate { member.player.send(.shutdown) }
        }
        for waiter in waiting { waiter.resume(returning: member?.player) }
    }

    private func makeMember(_ guild: GuildID) async throws(StoreError) -> Member? {
        let acquired = try await dependencies.store.acquire(
            guild, for: dependencies.node, lasting: Self.leaseDuration)
        guard case .granted(let lease) = acquired else {
            dependencies.logger.notice("another node has the guild's lease", metadata: ["guild": "\(guild)"])
            return nil
        }
        let record = try await dependencies.store.queue(of: guild)
        let queue =
            record.map { GuildQueue($0, epoch: lease.epoch) }
            ?? GuildQueue(guild: guild, epoch: lease.epoch, volume: dependencies.defaultVolume())
        let player = GuildPlayer(guild: guild, queue: queue, environment: dependencies.environment(guild))
        return Member(player: player, lease: lease)
    }

    private func run(_ player: GuildPlayer) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.dependencies.companion(player.guild, player) }
            // A cancelled player still ends in good order: `shutDown` comes first.
            await player.run()
            group.cancelAll()
        }
        let lease = places.withLock { places -> NodeLease? in
            guard case .open(let member) = places.byGuild.removeValue(forKey: player.guild) else { return nil }
            return member.lease
        }
        guard let lease else { return }
        do {
            try await dependencies.store.release(lease)
        } catch {
            // It runs out by itself.
            dependencies.logger.warning("a lease was not released", metadata: ["error": "\(error)"])
        }
    }

    /// Ticks, stores positions, renews leases.
    private func keepTime() async {
        var seconds = 0
        while !Task.isCancelled {
            do { try await dependencies.clock.sleep(for: .seconds(1)) } catch { return }
            seconds += 1
            for player in open { player.send(.tick) }
            if seconds.isMultiple(of: 2) { await savePositions() }
            if seconds.isMultiple(of: 10) { await renewLeases() }
        }
    }

    private func savePositions() async {
        let positions = dependencies.positions.positions
        guard !positions.isEmpty else { return }
        do {
            let lost = Set(try await dependencies.store.savePositions(positions))
            for player in open where lost.contains(player.guild) { player.send(.leaseLost) }
        } catch {
            dependencies.logger.error("positions were not stored", metadata: ["error": "\(error)"])
        }
    }

    private func renewLeases() async {
        let leases = places.withLock { places in
            places.byGuild.values.compactMap { if case .open(let member) = $0 { member.lease } else { nil } }
        }
        guard !leases.isEmpty else { return }
        do {
            let kept = Set(try await dependencies.store.renew(leases, lasting: Self.leaseDuration).map(\.guild))
            for player in open
            where !kept.contains(player.guild) && leases.contains(where: { $0.guild == player.guild }) {
                player.send(.leaseLost)
            }
        } catch {
            dependencies.logger.error("leases were not renewed", metadata: ["error": "\(error)"])
        }
    }
}
