/// Where a request stands. Knows no sockets: each event returns what to do.
///
/// `head` → `body` (→ `overflow`) → `handling` (→ `parked`) → `answered` → `sending`; every state may end.
enum ExchangeProgress: Equatable, Sendable {
    /// The first line is in, the header is not checked yet.
    case head
    case body(received: Int)
    /// More than allowed came: it is dropped, the answer is 413.
    case overflow(received: Int)
    /// The handler was started and libmicrohttpd's thread has not come back from starting it.
    case handling
    /// libmicrohttpd holds the connection back until the answer is there.
    case parked
    case answered
    case sending
    case ended

    enum BodyAction: Equatable {
        case keep
        case drop
        /// Too much even to drop: say 413 and end the connection.
        case cut
    }

    enum CompleteAction: Equatable {
        case handle
        case tooLarge
        case send
        case wait
    }

    enum StartedAction: Equatable {
        case send
        case park
    }

    enum AnswerAction: Equatable {
        case keep
        case keepAndResume
        /// Somebody else answered, or the connection is gone.
        case discard
    }

    /// How many times the limit is read and dropped, so that a client that sends first and reads then gets its 413.
    private static let tolerance = 4

    /// The whole request is in, an answer will come or has come.
    var isComplete: Bool {
        switch self {
        case .head, .body, .overflow: false
        case .handling, .parked, .answered, .sending, .ended: true
        }
    }

    mutating func admitted() {
        self = .body(received: 0)
    }

    mutating func received(_ count: Int, limit: Int) -> BodyAction {
        switch self {
        case .body(let before) where before + count <= limit:
            self = .body(received: before + count)
            return .keep
        case .body(let before), .overflow(let before):
            let (total, overflow) = before.addingReportingOverflow(count)
            self = .overflow(received: total)
            return overflow || total > limit * Self.tolerance ? .cut : .drop
        default:
            return .cut
        }
    }

    /// libmicrohttpd's thread has the whole request, or comes back after the connection was parked.
    mutating func complete() -> CompleteAction {
        switch self {
        case .body:
            self = .handling
            return .handle
        case .overflow:
            self = .answered
            return .tooLarge
        case .answered: return .send
        default: return .wait
        }
    }

    /// The handler was started and returned or was suspended.
    func started() -> StartedAction {
        self == .answered ? .send : .park
    }

    /// The connection is held back now. True: the answer came in between, let it go on.
    mutating func parked() -> Bool {
        guard self == .handling else { return true }
        self = .parked
        return false
    }

    /// The handler or the deadline has an answer; the first one counts.
    mutating func answer() -> AnswerAction {
        switch self {
        case .handling:
            self = .answered
            return .keep
        case .parked:
            self = .answered
            return .keepAndResume
        default: return .discard
        }
    }

    mutating func sent() {
        if self != .ended { self = .sending }
    }

    mutating func ended() {
        self = .ended
    }
}
