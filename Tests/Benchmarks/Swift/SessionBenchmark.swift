internal import Crypto
internal import DAVE
internal import DiscordTypes

/// A `DAVESession` on standard input and output, one event a line, so that members by others can make its group.
///
/// In: the op's number and the body in hexadecimal (for ops 4, 11 and 22 decimal numbers instead).
/// Out: what the session sends, then `done`, the nanoseconds its handling took and the size of its group.
struct SessionBenchmark {
    private static let channel = ChannelID(927_310_423_890_473_011)
    private var session: DAVESession
    private var members = 0

    private enum Failure: Error { case malformed(String), refused(String) }

    init(user: UInt64) throws {
        session = DAVESession(channel: Self.channel, user: UserID(user), identity: try DAVEIdentity())
    }

    consuming func run() throws {
        var benchmark = self
        try benchmark.handle(.sessionStarted)
        while let line = readLine() { try benchmark.handle(Self.event(line)) }
    }

    private mutating func handle(_ event: DAVEEvent) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let actions = session.handle(event)
        let elapsed = clock.now - start
        for action in actions {
            switch action {
            case .send(.keyPackage(let bytes)): print("26", Hex.encode(bytes))
            case .send(.commitWelcome(let bytes)): print("28", Hex.encode(bytes))
            case .send(.invalidCommitWelcome), .refused: throw Failure.refused("\(action)")
            case .groupChanged(let group): members = group?.members.count ?? 0
            case .send(.transitionReady), .audio, .receive: break
            }
        }
        print("done", elapsed / .nanoseconds(1), members)
        Output.flush()
    }

    private static func event(_ line: String) throws -> DAVEEvent {
        let words = line.split(separator: " ")
        guard let op = words.first.flatMap({ Int($0) }) else { throw Failure.malformed(line) }
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        let body = words.dropFirst().first.flatMap { Hex.decode($0) } ?? []
        switch op {
        case 4: return .sessionDescribed(protocolVersion: Int(numbers.first ?? 0))
        case 11: return .clientsConnected(numbers.map { UserID($0) })
        case 22: return .executeTransition(id: UInt16(numbers.first ?? 0))
        case 25: return .externalSender(body)
        case 27: return .proposals(body)
        case 29: return .announceCommit(body)
        case 30: return .welcome(body)
        default: throw Failure.malformed(line)
        }
    }
}
