internal import HTTPClient

/// Makes calls wait for their turn as ``RateLimitMachine`` decides.
final class RateLimiter: Sendable {
    private struct State {
        var machine: RateLimitMachine
        var lastTicket: RateLimitMachine.Ticket = 0
        var signals: [RateLimitMachine.Ticket: AsyncStream<Void>.Continuation] = [:]
        var started: Set<RateLimitMachine.Ticket> = []
    }

    private let state: Monitor<State>
    private let time: RESTTime

    init(globalLimit: Int, time: RESTTime) {
        state = Monitor(State(machine: RateLimitMachine(globalLimit: globalLimit)))
        self.time = time
    }

    /// Waits for the call's turn, until `deadline` at most; fails at once when the turn can't come by then.
    /// Every ticket must be given back with `finish`.
    func start(_ request: RESTRequest, deadline: Duration) async throws(RESTError) -> RateLimitMachine.Ticket {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let ticket = enqueue(request, signal)
        while true {
            guard let wait = look(ticket) else { return ticket }
            let now = time.now()
            guard !Task.isCancelled, now < deadline, (wait.until ?? now) <= deadline else {
                abandon(ticket)
                if Task.isCancelled { throw .cancelled }
                throw .rateLimited(retryAfter: max((wait.until ?? deadline) - now, .zero), scope: .user)
            }
            await pause((wait.until ?? deadline) - now, orUntil: signals)
        }
    }

    /// Gives a ticket back. Nil: no answer came.
    func finish(_ ticket: RateLimitMachine.Ticket, _ report: RateLimitReport?) {
        change { state, now in
            state.signals[ticket] = nil
            state.started.remove(ticket)
            return state.machine.finish(ticket, report, at: now)
        }
    }

    private func enqueue(_ request: RESTRequest, _ signal: AsyncStream<Void>.Continuation) -> RateLimitMachine.Ticket {
        change { state, now in
            state.lastTicket += 1
            let ticket = state.lastTicket
            state.signals[ticket] = signal
            let started = state.machine.enqueue(
                ticket, request.route, countsGlobally: request.countsGlobally, at: now)
            return (started, ticket)
        }
    }

    private struct Wait {
        var until: Duration?
    }

    /// Nil when the ticket has started.
    private func look(_ ticket: RateLimitMachine.Ticket) -> Wait? {
        change { state, now in
            let (started, wait) = state.machine.look(ticket, at: now)
            let isStarted = state.started.contains(ticket) || started.contains(ticket)
            return (started, isStarted ? nil : Wait(until: wait))
        }
    }

    private func abandon(_ ticket: RateLimitMachine.Ticket) {
        change { state, now in
            state.signals[ticket] = nil
            state.started.remove(ticket)
            return state.machine.abandon(ticket, at: now)
        }
    }

    private func change(_ body: (inout State, Duration) -> [RateLimitMachine.Ticket]) {
        change { state, now in (body(&state, now), ()) }
    }

    private func change<Result>(_ body: (inout State, Duration) -> ([RateLimitMachine.Ticket], Result)) -> Result {
        let (signals, result) = state.update { state in
            let (started, result) = body(&state, time.now())
            state.started.formUnion(started)
            return (started.compactMap { state.signals[$0] }, result)
        }
        for signal in signals { signal.yield() }
        return result
    }

    private func pause(_ duration: Duration, orUntil signals: AsyncStream<Void>) async {
        let time = time
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await time.sleep(max(duration, .milliseconds(1))) }
            group.addTask { for await _ in signals { break } }
            await group.next()
            group.cancelAll()
        }
    }
}
