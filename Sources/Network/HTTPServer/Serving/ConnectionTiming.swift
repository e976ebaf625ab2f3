/// When a connection must have got on. Pure: time comes in, a deadline comes out, in nanoseconds.
struct ConnectionTiming: Sendable {
    struct Limits: Sendable {
        let request: Int64
        let response: Int64
        let idle: Int64
        let heartbeat: Int64

        init(_ configuration: ServerConfiguration) {
            request = configuration.requestDeadline.nanoseconds
            response = configuration.responseDeadline.nanoseconds
            idle = configuration.idleTimeout.nanoseconds
            heartbeat = configuration.heartbeat.nanoseconds
        }
    }

    enum Phase: Equatable, Sendable {
        /// Connected, no request line yet.
        case opening
        case requesting
        case answering
        case streaming
        case idle(since: Int64)
        /// Idle, but bytes have come in: somebody began a request line.
        case stirring
    }

    enum Expiry: Equatable, Sendable {
        case cut
        /// Answer in the handler's place, or cut if the request isn't complete.
        case timeOut
        /// Show the stream's client that we live, and see whether it does.
        case beat
        case wait
    }

    private let limits: Limits
    private(set) var phase = Phase.opening
    private(set) var deadline: Int64

    init(_ limits: Limits, now: Int64) {
        self.limits = limits
        deadline = now + limits.request
    }

    /// The first request shares its time with the connection's start: no second allowance for a slow handshake.
    mutating func requestBegan(now: Int64) {
        if case .idle = phase { deadline = now + limits.request }
        phase = .requesting
    }

    mutating func answerBegan(now: Int64, isStream: Bool) {
        phase = isStream ? .streaming : .answering
        deadline = now + (isStream ? limits.heartbeat : limits.response)
    }

    mutating func requestEnded(now: Int64) {
        phase = .idle(since: now)
        deadline = now + min(limits.request, limits.idle)
    }

    /// The deadline passed. `silence` is how long ago the last byte came in, nil if that is unknown;
    /// `peerHasLeft`: the client will send nothing more.
    mutating func expired(now: Int64, silence: Int64?, peerHasLeft: Bool) -> Expiry {
        switch phase {
        case .opening, .answering, .stirring: return .cut
        case .requesting:
            deadline = now + limits.response
            return .timeOut
        case .streaming:
            deadline = now + limits.heartbeat
            return .beat
        case .idle(let since):
            // libmicrohttpd overlooks an end that comes together with the last request.
            if now - since >= limits.idle || peerHasLeft { return .cut }
            // A byte that came after the last request and made no request line: the next one has begun.
            if let silence, silence + Self.clockSlack < now - since {
                phase = .stirring
                deadline = now + limits.request
            } else {
                deadline = min(now + limits.request, since + limits.idle)
            }
            return .wait
        }
    }

    /// The kernel counts the silence in milliseconds and ticks.
    private static let clockSlack: Int64 = 20_000_000
}
