package import DiscordTypes
package import Logging

/// Runs a `GatewayMachine` over websockets: the node's one connection to Discord's main gateway.
///
/// `run` lives as long as the node and reconnects by itself; it throws only what a person must mend.
package actor GatewayConnection {
    package typealias BotInfoSource = @Sendable () async throws -> GatewayBotInfo

    /// Everything that happens, in order. For one consumer, which must keep up: events that nobody takes are kept up
    /// to 65,536, then the session is started anew, since a gap could not be mended otherwise.
    package nonisolated let notices: AsyncStream<GatewayNotice>

    private let noticed: AsyncStream<GatewayNotice>.Continuation
    private let connector: SocketConnector
    private let botInfo: BotInfoSource
    private let timeline: Timeline
    let logger: Logger
    private let pool = TaskPool()
    private nonisolated let commands: AsyncStream<GatewayMachine.Input>.Continuation
    private let commandStream: AsyncStream<GatewayMachine.Input>

    private var machine: GatewayMachine
    private var line: SocketLine?
    /// Tells the events of the present socket from those of earlier ones.
    private var lineNumber = 0
    private var timerNumbers: [GatewayMachine.Timer: Int] = [:]
    private var openLines = 0
    private var isFinishing = false
    private var failure: GatewayFailure?
    /// The time from the last heartbeat to its answer.
    package internal(set) var latency: Duration?

    package init(
        configuration: GatewayMachine.Configuration, connector: @escaping SocketConnector,
        botInfo: @escaping BotInfoSource, timeline: Timeline = Timeline(.continuous), logger: Logger
    ) {
        machine = GatewayMachine(configuration: configuration)
        self.connector = connector
        self.botInfo = botInfo
        self.timeline = timeline
        self.logger = logger
        (notices, noticed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(65_536))
        // The machine keeps one wish for each guild; this only carries them over to the actor.
        (commandStream, commands) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Whether voice commands leave at once.
    package var isReady: Bool { machine.isReady }

    /// Connects, and stays connected until `stop`. Call once.
    package func run() async throws(GatewayFailure) {
        pool.add { [commandStream] in
            for await command in commandStream { await self.feed(command) }
        }
        feed(.start)
        await pool.run()
        noticed.finish()
        if let failure { throw failure }
    }

    /// Joins, moves or leaves. Kept until there is a session; a newer wish for the same guild replaces it.
    package nonisolated func send(_ command: VoiceStateCommand) {
        commands.yield(.send(command))
    }

    /// Goes offline, after everything sent before; `run` returns.
    package nonisolated func stop() {
        commands.yield(.stop)
    }

    private func feed(_ input: GatewayMachine.Input) {
        for output in machine.handle(input, at: timeline.now()) { perform(output) }
    }

    private func feed(_ input: GatewayMachine.Input, of number: Int) {
        guard number == lineNumber else { return }
        feed(input)
    }

    private func perform(_ output: GatewayMachine.Output) {
        switch output {
        case .fetchBotInfo: pool.add { await self.fetchBotInfo() }
        case .open(let url): open(url)
        case .send(let command): send(command)
        case .close(let code): close(code)
        case .schedule(let timer, let delay): schedule(timer, after: delay)
        case .cancel(let timer): timerNumbers[timer, default: 0] += 1
        case .dispatch(let event): notice(.event(event))
        case .report(let report): handle(report)
        case .fail(let failure):
            self.failure = failure
            finish()
        case .finished: finish()
        }
    }

    /// Ends `run` once the last socket has closed in good order.
    private func finish() {
        isFinishing = true
        if openLines == 0 { pool.finish() }
    }

    private func schedule(_ timer: GatewayMachine.Timer, after delay: Duration) {
        timerNumbers[timer, default: 0] += 1
        let number = timerNumbers[timer, default: 0]
        pool.add { [timeline] in
            guard (try? await timeline.sleep(delay)) != nil else { return }
            await self.fire(timer, number)
        }
    }

    private func fire(_ timer: GatewayMachine.Timer, _ number: Int) {
        guard timerNumbers[timer] == number else { return }
        feed(.timer(timer))
    }

    private func handle(_ report: GatewayMachine.Report) {
        if case .latency(let latency) = report { self.latency = latency }
        if case .disconnected = report { notice(.disconnected) }
        log(report)
    }

    private func notice(_ notice: GatewayNotice) {
        guard case .dropped = noticed.yield(notice) else { return }
        logger.error("Nobody takes the gateway's events; the session starts anew")
        pool.add { await self.feed(.frame(.invalidSession(resumable: false))) }
    }
}

// MARK: - Sockets
extension GatewayConnection {
    private func fetchBotInfo() async {
        do {
            feed(.botInfo(try await botInfo()))
        } catch let error as GatewayBotError {
            feed(.botInfoFailed(error))
        } catch {
            logger.debug("GET /gateway/bot failed", metadata: ["reason": "\(error)"])
            feed(.botInfoFailed(.unavailable(retryAfter: nil)))
        }
    }

    private func open(_ url: String) {
        lineNumber += 1
        let number = lineNumber
        pool.add { [connector] in
            do {
                let wire = try GatewayWire()
                let socket = try await connector(GatewayWire.address(url))
                await self.run(socket, wire, number)
            } catch {
                await self.feed(.openFailed(reason: "\(error)"), of: number)
            }
        }
    }

    private func run(_ socket: any MessageSocket, _ wire: sending GatewayWire, _ number: Int) async {
        guard number == lineNumber else { return socket.close(code: 1000) }
        let line = SocketLine(socket)
        self.line = line
        openLines += 1
        feed(.opened)
        let reader = GatewayReader(wire) { input in await self.feed(input, of: number) }
        await line.run(reader)
        openLines -= 1
        if isFinishing { finish() }
    }

    private func send(_ command: GatewayCommand) {
        do {
            guard let text = try GatewayWire.text(command) else {
                return logger.error("A gateway command is longer than Discord takes; it was not sent")
            }
            line?.send(.text(text))
        } catch {
            logger.error("A gateway command could not be encoded", metadata: ["reason": "\(error)"])
        }
    }

    private func close(_ code: UInt16) {
        // Whatever this socket still says is of no interest.
        lineNumber += 1
        line?.close(code: code)
        line = nil
    }
}
