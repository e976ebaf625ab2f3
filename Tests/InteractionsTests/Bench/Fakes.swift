import DiscordTypes
import Jobs
import Storage
import Synchronization

@testable import Interactions

/// How a dependency behaves.
enum Behaviour: Sendable {
    case works
    case fails
    case hangs(Hang)

    struct Failure: Error {}

    func act() async throws {
        switch self {
        case .works: return
        case .fails: throw Failure()
        case .hangs(let hang): await hang.wait()
        }
    }
}

/// What outlives a restart of the endpoint.
final class FakeStore: Sendable {
    struct Content {
        var answers: [InteractionID: [UInt8]?] = [:]
        var replies: [InteractionID: PendingReply] = [:]
        var listed: Set<GuildID> = [GuildID(10)]
        var behaviour = Behaviour.works
        /// For saving, removing and listing owed replies.
        var replyBehaviour = Behaviour.works
    }

    let content = Mutex(Content())
    let removals = Tally()

    var behaviour: Behaviour {
        get { content.withLock { $0.behaviour } }
        set { content.withLock { $0.behaviour = newValue } }
    }

    func claim(_ id: InteractionID) async throws -> InteractionClaim {
        try await behaviour.act()
        return content.withLock { content in
            if let answer = content.answers[id] { return .seen(answer: answer) }
            content.answers[id] = .some(nil)
            return .first
        }
    }

    func record(_ answer: [UInt8], _ id: InteractionID) async throws {
        try await behaviour.act()
        content.withLock { $0.answers[id] = .some(answer) }
    }

    func save(_ reply: PendingReply) async throws {
        try await content.withLock { $0.replyBehaviour }.act()
        content.withLock { $0.replies[reply.interaction] = reply }
    }

    func remove(_ id: InteractionID) async throws {
        try await content.withLock { $0.replyBehaviour }.act()
        content.withLock { _ = $0.replies.removeValue(forKey: id) }
        removals.add()
    }

    func saved() async throws -> [PendingReply] {
        try await content.withLock { $0.replyBehaviour }.act()
        return content.withLock { Array($0.replies.values) }
    }
}

/// A node that does each job once, by its id.
final class FakeNode: Sendable {
    typealias Script = @Sendable (PlaybackJob, _ call: Int) async throws -> JobStatus

    private let script: Mutex<Script>
    private let state = Mutex((jobs: [PlaybackJob](), effects: Set<JobID>()))
    let calls = Tally()
    let questions = Tally()

    init(_ script: @escaping Script) {
        self.script = Mutex(script)
    }

    convenience init(_ outcome: JobOutcome) {
        self.init { job, _ in JobStatus(done: job.id, outcome: outcome) }
    }

    var jobs: [PlaybackJob] { state.withLock { $0.jobs } }
    /// Different jobs taken on.
    var effects: Int { state.withLock { $0.effects.count } }

    func follow(_ script: @escaping Script) { self.script.withLock { $0 = script } }

    func deliver(_ job: PlaybackJob) async throws -> JobStatus {
        state.withLock {
            $0.jobs.append(job)
            $0.effects.insert(job.id)
        }
        let script = script.withLock { $0 }
        calls.add()
        return try await script(job, calls.count)
    }

    func outcome(_ job: PlaybackJob) async throws -> JobStatus {
        let script = script.withLock { $0 }
        questions.add()
        return try await script(job, calls.count + questions.count)
    }
}

/// Discord's side of `@original`.
final class FakeDiscord: Sendable {
    struct Edit: Sendable {
        var application: ApplicationID
        var token: InteractionToken
        var message: ComponentMessage
    }

    private let state = Mutex((edits: [Edit](), problems: [EditProblem]()))
    let attempts = Tally()

    var edits: [Edit] { state.withLock { $0.edits } }

    /// The next attempts meet these, in turn.
    func refuse(_ problems: [EditProblem]) { state.withLock { $0.problems = problems } }

    func edit(_ application: ApplicationID, _ token: InteractionToken, _ message: ComponentMessage) throws {
        defer { attempts.add() }
        try state.withLock { state in
            if !state.problems.isEmpty { throw state.problems.removeFirst() }
            state.edits.append(Edit(application: application, token: token, message: message))
        }
    }
}
