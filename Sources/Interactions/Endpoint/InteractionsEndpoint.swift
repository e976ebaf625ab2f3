internal import Crypto
internal import DiscordTypes
internal import FoundationEssentials
internal import Logging
internal import Synchronization

/// `POST /interactions`: verifies, reads, and answers in time, whatever else works.
final class InteractionsEndpoint: Sendable {
    private let gate: SignatureGate
    private let responder: InteractionResponder
    private let dependencies: EndpointDependencies
    private let time: TimeSource
    private let log: Logger
    /// Interactions being answered, so that a copy that arrives meanwhile waits for the same answer.
    private let underWay = Mutex<[InteractionID: Task<[UInt8], Never>]>([:])
    private let refusals = RefusalCount()

    init(
        gate: SignatureGate, responder: InteractionResponder, dependencies: EndpointDependencies, time: TimeSource,
        log: Logger
    ) {
        self.gate = gate
        self.responder = responder
        self.dependencies = dependencies
        self.time = time
        self.log = log
    }

    /// `signatures` and `timestamps` are the values of all headers of these names; `body` is as received.
    func answer(signatures: [String], timestamps: [String], body: [UInt8]) async -> EndpointAnswer {
        let arrival = time.now()
        let unixMilliseconds = time.unixMilliseconds()
        if let refusal = gate.refusal(
            signatures: signatures, timestamps: timestamps, body: body, now: unixMilliseconds / 1_000)
        {
            refuse(refusal, arrival)
            return .unauthorized
        }
        do {
            guard let interaction = try Self.read(body) else {
                observe("ping", .answered, since: arrival)
                return .pong
            }
            return EndpointAnswer(
                status: 200, body: await answer(interaction, arrival: arrival, unixMilliseconds: unixMilliseconds))
        } catch {
            // The error tells where, never what: the body may hold a token.
            log.warning("a signed interaction is malformed", metadata: ["problem": "\(Self.summary(error))"])
            observe("unknown", .malformed, since: arrival)
            return .malformed
        }
    }

    /// Nil for a ping. The bytes are those that were verified.
    private static func read(_ body: [UInt8]) throws -> Interaction? {
        // A ping is decided by `type` alone, here as in the decoder.
        if try StrictJSON.check(body) == .object(type: IncomingInteraction.pingType) { return nil }
        switch try JSONDecoder().decode(IncomingInteraction.self, from: Data(body)) {
        case .ping: return nil
        case .interaction(let interaction): return interaction
        }
    }

    private func answer(_ interaction: Interaction, arrival: Duration, unixMilliseconds: Int64) async -> [UInt8] {
        let task = underWay.withLock { tasks in
            if let task = tasks[interaction.id] { return task }
            // Awaited by every request that brings this interaction. It is not a child of one, since the client of that one may
            // leave; it ends by its own deadlines.
            let task = Task {
                let answer = await responder.answer(
                    interaction, arrival: arrival, unixMilliseconds: unixMilliseconds)
                underWay.withLock { _ = $0.removeValue(forKey: interaction.id) }
                return answer
            }
            tasks[interaction.id] = task
            return task
        }
        return await task.value
    }

    private func refuse(_ refusal: SignatureGate.Refusal, _ arrival: Duration) {
        observe("unknown", .unauthorized, since: arrival)
        // Discord sends wrong signatures on purpose and anyone else may send many: one line a minute.
        guard let count = refusals.countToReport(at: time.now()) else { return }
        if case .outsideWindow(let seconds) = refusal {
            log.warning(
                "Discord's clock and this machine's differ, or an old request was sent again: is the time set right?",
                metadata: ["seconds": "\(seconds)", "count": "\(count)"])
            return
        }
        log.info(
            "requests without a valid signature were refused",
            metadata: ["count": "\(count)", "latest": "\(refusal)"])
    }

    private func observe(_ command: String, _ result: InteractionObservation.Result, since arrival: Duration) {
        dependencies.observe(
            InteractionObservation(command: command, result: result, duration: time.now() - arrival))
    }

    private static func summary(_ error: any Error) -> String {
        switch error {
        case let error as StrictJSONError: error.description
        case DecodingError.keyNotFound(let key, _): "no \(key.stringValue)"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            "at " + context.codingPath.map(\.stringValue).joined(separator: ".")
        default: "undecodable"
        }
    }
}
