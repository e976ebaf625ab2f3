internal import CMicroHTTPD
internal import Logging
internal import Synchronization

/// One request from its first line to the end of its answer.
///
/// libmicrohttpd's thread calls it as the request comes in; the handler's task and the supervisor's deadline bring
/// the answer. Which of them wins, `ExchangeProgress` decides.
final class Exchange: Sendable {
    private struct State {
        var progress = ExchangeProgress.head
        var head: RequestHead?
        var isChunked = false
        var body: [UInt8] = []
        var answer: Response?
        var route: String?
        /// The handler's, then the event stream's. Ends with the request.
        var task: Task<Void, Never>?
        var events: EventBuffer?
        var status: Status?
        var answeredAt: Int64?
        var wasRejected = false
        /// Nobody waits for the handler any more.
        var isAbandoned = false
    }

    let connection: Connection
    private let engine: Engine
    private let held: HeldConnection
    private let id: RequestID
    private let target: [UInt8]
    private let begun: Int64
    private let state = Mutex(State())

    init(engine: Engine, connection: Connection, held: HeldConnection, target: [UInt8], now: Int64) {
        self.engine = engine
        self.connection = connection
        self.held = held
        self.target = target
        id = engine.makeRequestID()
        begun = now
    }

    var events: EventBuffer? { state.withLock { $0.events } }

    // MARK: libmicrohttpd's thread

    var isAtHead: Bool { state.withLock { $0.progress == .head } }

    /// The header is in. False ends the connection without an answer.
    func receiveHead(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, url: UnsafePointer<CChar>) -> Bool {
        do throws(Rejection) {
            let layout = try unsafe HeadReader.read(
                held, method: method, version: version, url: url, target: target, limit: engine.configuration.headLimit)
            let admission = try engine.gate.admit(layout)
            let head = engine.makeHead(layout, id, connection)
            state.withLock { state in
                state.progress.admitted()
                state.head = head
                state.isChunked = admission.isChunked
                state.body.reserveCapacity(admission.announcedLength ?? 0)
            }
            return true
        } catch {
            engine.logger.debug("request rejected", metadata: ["request": "\(id)", "reason": "\(error.reason)"])
            state.withLock { $0.wasRejected = true }
            return send(.problem(error.status, error.reason))
        }
    }

    /// A piece of the body. False ends the connection.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let action = state.withLock { state in
            let action = state.progress.received(bytes.count, limit: engine.configuration.bodyLimit)
            switch action {
            case .keep: unsafe state.body.append(contentsOf: bytes)
            case .drop, .cut: state.body = []
            }
            return action
        }
        guard action == .cut else { return true }
        let answer = Response.problem(.contentTooLarge, "Body too large")
        held.sendLastWords(LastWords.encode(answer, "Content Too Large", security: engine.securityFields))
        state.withLock { $0.status = .contentTooLarge }
        return false
    }

    /// The request is complete, or the connection was resumed. False ends the connection.
    func goOn() -> Bool {
        switch state.withLock({ $0.progress.complete() }) {
        case .wait: return true
        case .tooLarge: return send(.problem(.contentTooLarge, "Body too large"))
        case .send: return sendAnswer()
        case .handle:
            startHandler()
            switch state.withLock({ $0.progress.started() }) {
            case .send: return sendAnswer()
            case .park:
                held.park()
                if state.withLock({ $0.progress.parked() }) { held.resume() }
                if engine.isStopping { _ = timeOut() }
                return true
            }
        }
    }

    /// libmicrohttpd is through with the request.
    func end(_ code: MHD_RequestTerminationCode) {
        let now = MonotonicTime.now
        let (state, task) = state.withLock { state in
            state.progress.ended()
            defer {
                state.task = nil
                state.answer = nil
            }
            return (state, state.task)
        }
        task?.cancel()
        state.events?.end()
        let record = RequestRecord(
            method: state.head?.method, route: state.route, status: state.status,
            duration: .nanoseconds((state.answeredAt ?? now) - begun),
            outcome: state.wasRejected ? .rejected : code == .REQUEST_TERMINATED_COMPLETED_OK ? .answered : .aborted)
        engine.finished(self, record, state.head, id, now: now)
    }

    private func startHandler() {
        let request = state.withLock { state -> Request? in
            defer { state.body = [] }
            return state.head.map { Request(head: $0, body: state.body) }
        }
        guard let request else { return }
        engine.handlerStarted()
        // Runs here until its first suspension: a handler that never suspends costs no change of thread. Drained
        // servers wait for it (`Engine.handlerEnded`); it is cancelled by `end` and `timeOut`.
        let task = Task.immediate { [engine] in
            let (response, route) = await engine.router.respond(to: request, failed: engine.handlerFailed)
            self.answer(response, route: route)
            engine.handlerEnded()
        }
        let isAbandoned = state.withLock { state in
            if state.progress == .handling { state.task = task }
            return state.isAbandoned
        }
        // The deadline passed before there was a task to cancel.
        if isAbandoned { task.cancel() }
    }

    private func sendAnswer() -> Bool {
        guard let answer = state.withLock({ $0.answer }) else { return false }
        return send(answer)
    }

    private func send(_ response: Response) -> Bool {
        var response = response
        let isHead = state.withLock { state in
            if state.isChunked || engine.isDraining { response.closesConnection = true }
            return state.head?.method == .head
        }
        var events: EventBuffer?
        if case .events(let source) = response.body {
            if isHead || engine.isDraining {
                response.body = .empty
            } else {
                events = startStream(source)
            }
        }
        guard let built = engine.build(response, events: events, id) else { return false }
        let now = MonotonicTime.now
        let status = built.status
        state.withLock { state in
            state.progress.sent()
            state.answer = nil
            state.status = status
            state.answeredAt = now
        }
        engine.answerBegan(on: connection, now: now, isStream: events != nil)
        // Draining may have begun, and ended the streams there were, a moment ago.
        if engine.isDraining { events?.end() }
        return held.send(built)
    }

    private func startStream(_ source: EventSource) -> EventBuffer {
        let stall = engine.configuration.responseDeadline.nanoseconds
        let events = EventBuffer(limit: source.bufferLimit, stallLimit: stall, connection: held)
        engine.handlerStarted()
        // Cancelled by `end`; drained servers wait for it.
        let task = Task { [engine, id] in
            do {
                try await source.write(events)
            } catch is CancellationError where Task.isCancelled {
            } catch {
                engine.logger.warning("event stream failed", metadata: ["request": "\(id)", "error": "\(error)"])
            }
            events.end()
            engine.handlerEnded()
        }
        state.withLock { state in
            state.events = events
            state.task = task
        }
        return events
    }

    // MARK: any thread

    private func answer(_ response: Response, route: String?) {
        let action = state.withLock { state in
            let action = state.progress.answer()
            guard action != .discard else { return action }
            state.answer = response
            state.route = route
            state.task = nil
            return action
        }
        if action == .keepAndResume { held.resume() }
    }

    /// The deadline passed. False: the request is not complete, so there is nothing to answer.
    func timeOut() -> Bool {
        let (action, task, isComplete) = state.withLock { state in
            let action = state.progress.answer()
            guard action != .discard else { return (action, nil as Task<Void, Never>?, state.progress.isComplete) }
            state.answer = .problem(.serviceUnavailable, "Took too long")
            state.answer?.closesConnection = true
            state.isAbandoned = true
            defer { state.task = nil }
            return (action, state.task, true)
        }
        guard action != .discard else { return isComplete }
        engine.logger.warning("handler took too long", metadata: ["request": "\(id)"])
        task?.cancel()
        if action == .keepAndResume { held.resume() }
        return true
    }
}
