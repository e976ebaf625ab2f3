internal import DAVE
internal import DiscordTypes
internal import Jobs
package import Logging
internal import Storage

/// The voice node without its port: gateway, voice connections, driver, players.
package final class Node: Sendable {
    /// How long players may take to save and fall silent when the node stops.
    private static let shutDownDeadline: Duration = .seconds(10)

    package let directory = GuildDirectory()
    private let configuration: NodeConfiguration
    private let dependencies: NodeDependencies
    private let driver: AudioDriver
    private let gateway: GatewayConnection
    private let connections: VoiceConnections
    private let positions = PositionBoard()
    private let notices: NoticePost
    private let logger: Logger
    /// Milliseconds since 1970-01-01 UTC.
    private let startedAt: Int64
    let players: GuildPlayers
    let intake: JobIntake
    let members: MemberDesk
    let search: MusicSearch
    private let displays: PlayerDisplays

    package init(_ configuration: NodeConfiguration, _ dependencies: NodeDependencies, logger: Logger) {
        self.configuration = configuration
        self.dependencies = dependencies
        self.logger = logger
        let driver = AudioDriver(capacity: configuration.maximumCalls)
        let gateway = GatewayConnection(
            configuration: configuration.gateway, connector: dependencies.connector, botInfo: dependencies.botInfo,
            logger: logger)
        let connections = VoiceConnections(
            environment: VoiceEnvironment(
                connector: dependencies.connector, directory: directory,
                sendVoiceState: { gateway.send($0) },
                maxDaveProtocolVersion: { kind in
                    kind == .stage && !configuration.encryptsStages ? 0 : DAVESession.newestVersion
                },
                logger: logger))
        let notices = NoticePost(words: dependencies.noticeWords, post: dependencies.postMessage)
        let board = OutcomeBoard()
        let wiring = NodeWiring(
            configuration: configuration, dependencies: dependencies, directory: directory, driver: driver,
            connections: connections, positions: positions, notices: notices, board: board, logger: logger)
        players = wiring.players
        intake = wiring.intake
        members = MemberDesk(store: dependencies.store, players: wiring.players, search: wiring.search)
        startedAt = dependencies.now()
        search = wiring.search
        displays = wiring.displays
        self.driver = driver
        self.gateway = gateway
        self.connections = connections
        self.notices = notices
    }

    /// Runs until cancelled or until the gateway refuses for good; then leaves every channel in good order.
    package func run() async throws {
        driver.start()
        defer { driver.stop() }
        // Not cancelled with this task: its parts end one after the other, by `shutDown`, while the others still work.
        let parts = Task { try await self.runParts() }
        try await withTaskCancellationHandler {
            try await parts.value
        } onCancel: {
            Task { await self.shutDown() }
        }
    }

    private func runParts() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.passGatewayNotices() }
            group.addTask { await self.connections.run() }
            group.addTask { await self.players.run() }
            group.addTask { await self.notices.run() }
            group.addTask { await self.displays.run() }
            group.addTask { await self.takeUpStoredWork() }
            group.addTask { await self.forgetDepartedGuilds() }
            defer { group.cancelAll() }
            do {
                try await gateway.run()
            } catch {
                await shutDown()
                throw error
            }
        }
    }

    /// Whether the bot is logged in at the gateway.
    package var isReady: Bool { get async { await gateway.isReady } }

    package var driverStatistics: AudioDriver.Statistics { driver.statistics }

    /// This node, and the others that the store has leases of.
    func reports() async throws(StoreError) -> [NodeReport] {
        let counts = try await dependencies.store.leaseCounts()
        let own = counts.first { $0.node == configuration.name }
        let statistics = driver.statistics
        let details = NodeReport.Details(
            version: configuration.version, startedAt: startedAt, isReady: await isReady,
            servers: directory.guilds.count, players: players.count, calls: statistics.calls, ticks: statistics.ticks,
            ticksSkipped: statistics.ticksSkipped)
        let others = counts.filter { $0.node != configuration.name }
        return [
            NodeReport(
                name: configuration.name, leases: own?.count ?? 0, leasedUntil: own?.until, details: details)
        ] + others.map { NodeReport(name: $0.node, leases: $0.count, leasedUntil: $0.until) }
    }

    private func shutDown() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.players.shutDown() }
            group.addTask { try? await Task.sleep(for: Self.shutDownDeadline) }
            await group.next()
            group.cancelAll()
        }
        await connections.shutDown()
        gateway.stop()
    }

    private func forgetDepartedGuilds() async {
        let gateway = gateway
        await DepartedGuilds(
            store: dependencies.store, directory: directory, isReady: { await gateway.isReady }, now: dependencies.now,
            clock: ContinuousClock(), logger: logger
        ).run()
    }

    private func passGatewayNotices() async {
        for await notice in gateway.notices {
            if case .event(let event) = notice { directory.apply(event) }
            await connections.receive(notice)
        }
    }

    /// Queues and jobs of before the start, once the guilds are known.
    private func takeUpStoredWork() async {
        do {
            while await !gateway.isReady { try await Task.sleep(for: .milliseconds(50)) }
        } catch {
            return
        }
        do {
            // GUILD_CREATE follows READY.
            async let restored: Void = players.restore(once: directory.knowledge(clock: ContinuousClock()))
            try await intake.resumeUnfinished()
            try await restored
        } catch {
            logger.error("stored queues could not be taken up", metadata: ["error": "\(error)"])
        }
    }
}
