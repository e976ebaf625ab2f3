internal import Crypto
import DiscordTypes
import FoundationEssentials
internal import Logging
import UDP

/// Performs what the voice session's machine decides.
extension VoiceConnection {
    func feed(_ input: VoiceGatewayMachine.Input) {
        for output in session.handle(input, at: environment.timeline.now()) { perform(output) }
    }

    private func feed(_ input: VoiceGatewayMachine.Input, of number: Int) {
        guard number == lineNumber else { return }
        feed(input)
    }

    private func perform(_ output: VoiceGatewayMachine.Output) {
        switch output {
        case .open(let endpoint): open(endpoint)
        case .send(let command): send(command)
        case .sendBinary(let op, let payload):
            line?.send(.binary(VoiceBinaryFrame.clientBytes(op: op, payload: payload)))
        case .close(let code): close(code)
        case .schedule(let timer, let delay): schedule(timer, after: delay)
        case .cancel(let timer): sessionTimers[timer, default: 0] += 1
        case .discover(let address, let port, let ssrc): discover(address, port, ssrc)
        case .established(let description, let mode, let ssrc): prepare(description, mode, ssrc)
        case .resuming(let code):
            logger.info("Voice session being resumed", metadata: ["code": "\(code.map(String.init) ?? "none")"])
            tell(.resuming)
        case .resumed: arriveAfterFlush(resumed: true)
        case .failed(let failure):
            loseTransport()
            feed(.sessionFailed(failure))
        case .dave(let event): tell(.dave(event))
        case .latency(let latency): self.latency = latency
        case .malformed(let op, let reason):
            logger.warning("A voice message could not be read", metadata: ["op": "\(op)", "reason": "\(reason)"])
        }
    }

    private func schedule(_ timer: VoiceGatewayMachine.Timer, after delay: Duration) {
        sessionTimers[timer, default: 0] += 1
        let number = sessionTimers[timer, default: 0]
        pool.add { [timeline = environment.timeline] in
            guard (try? await timeline.sleep(delay)) != nil else { return }
            await self.fire(timer, number)
        }
    }

    private func fire(_ timer: VoiceGatewayMachine.Timer, _ number: Int) {
        guard sessionTimers[timer] == number else { return }
        feed(.timer(timer))
    }

    // MARK: - Websocket

    private func open(_ endpoint: String) {
        lineNumber += 1
        let number = lineNumber
        pool.add { [connector = environment.connector] in
            do {
                let socket = try await connector("wss://\(endpoint)/?v=8")
                await self.run(socket, number)
            } catch {
                await self.feed(.openFailed(reason: "\(error)"), of: number)
            }
        }
    }

    private func run(_ socket: any MessageSocket, _ number: Int) async {
        guard number == lineNumber else { return socket.close(code: 1000) }
        let line = SocketLine(socket)
        self.line = line
        openLines += 1
        feed(.opened)
        let reader = VoiceReader { input in await self.feed(input, of: number) }
        await line.run(reader)
        openLines -= 1
        finishIfIdle()
    }

    private func send(_ command: VoiceCommand) {
        do {
            line?.send(.text(String(decoding: try JSONEncoder().encode(command), as: UTF8.self)))
        } catch {
            logger.error("A voice command could not be encoded", metadata: ["reason": "\(error)"])
        }
    }

    private func close(_ code: UInt16) {
        // Whatever this socket still says is of no interest.
        lineNumber += 1
        line?.close(code: code)
        line = nil
    }

    // MARK: - Transport

    private func discover(_ address: String, _ port: UInt16, _ ssrc: UInt32) {
        discoveryNumber += 1
        let number = discoveryNumber
        pool.add {
            do {
                let socket = try UDPSocket(address: address, port: port)
                let answer = try await IPDiscovery.discover(over: socket, ssrc: ssrc)
                await self.discovered(socket, answer, number)
            } catch {
                await self.discoveryFailed(error, number)
            }
        }
    }

    private func discovered(_ socket: UDPSocket, _ answer: IPDiscovery.Answer, _ number: Int) {
        guard number == discoveryNumber else { return }
        self.socket = socket
        feed(.discovered(address: answer.address, port: answer.port))
    }

    private func discoveryFailed(_ error: any Error, _ number: Int) {
        guard number == discoveryNumber else { return }
        logger.notice("The voice server does not answer by UDP", metadata: ["reason": "\(error)"])
        feed(.discoveryFailed)
    }

    private func prepare(_ description: VoiceSessionDescription, _ mode: TransportMode, _ ssrc: UInt32) {
        guard let socket else { return feed(.unreadable(reason: "op 4 before a socket")) }
        let fresh = VoiceTransport(
            socket: socket, ssrc: ssrc, mode: mode, key: SecretBytes(copying: description.key.bytes),
            daveProtocolVersion: description.daveProtocolVersion)
        // Handing the same key out twice would let packet counters begin anew under it.
        if let transport, transport.key == fresh.key, transport.mode == mode { return }
        arriving = fresh
        arriveAfterFlush(resumed: false)
    }

    /// Audio may leave only once the server has been told that we speak, so what was sent before must be gone.
    private func arriveAfterFlush(resumed: Bool) {
        guard let line else { return }
        let number = lineNumber
        pool.add {
            // A connection that ended first is resumed, and arrives then.
            if await line.flushed() { await self.arrive(number, resumed: resumed) }
        }
    }

    private func arrive(_ number: Int, resumed: Bool) {
        guard number == lineNumber else { return }
        guard let arriving else {
            if resumed { tell(.resumed) }
            return
        }
        self.arriving = nil
        transport = arriving
        logger.info("Voice connected", metadata: ["mode": "\(arriving.mode.rawValue)"])
        isReadyWithheld = membership.isSuppressed
        if !isReadyWithheld { tell(.ready(arriving)) }
        feed(.sessionEstablished)
    }

    /// Who may not speak gets no transport; whoever is invited later gets it then.
    func tellSuppressed(_ isSuppressed: Bool) {
        tell(.suppressed(isSuppressed))
        guard !isSuppressed, isReadyWithheld, let transport else { return }
        isReadyWithheld = false
        tell(.ready(transport))
    }

    func loseTransport() {
        transport = nil
        arriving = nil
        isReadyWithheld = false
        socket = nil
        discoveryNumber += 1
    }
}
