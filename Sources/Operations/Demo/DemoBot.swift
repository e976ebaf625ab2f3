internal import Foundation

/// The bot as the demo runs it: its two parts as child processes, neither of which is started again.
struct DemoBot: Sendable {
    /// A part is gone while it is needed. Nothing plays any more.
    struct PartEnded: Error, CustomStringConvertible {
        let part: String
        /// As `SupervisedProcess.end` tells it.
        let status: Int32

        var description: String { "The \(part) ended in the middle, with \(cause)." }

        private var cause: String {
            let signal = status - 128
            guard signal > 0, let name = unsafe strsignal(signal) else { return "status \(status)" }
            return "signal \(signal) (\(unsafe String(cString: name)))"
        }
    }

    private enum Event: Sendable {
        case done(Bool)
        case ended(PartEnded)
        case overdue
    }

    /// The parts take up to ten seconds to finish what they are at.
    private static let endingPatience: Duration = .seconds(30)

    private let parts: [SupervisedProcess]

    /// What both say goes to `output`.
    init(executable: URL, environment: [String: String], output: FileHandle) throws {
        parts = try ["voice-node", "interactions"].map { part in
            try SupervisedProcess(
                name: part, executable: executable, arguments: [part], environment: environment, output: output)
        }
    }

    /// Runs `body` beside the bot and stops the bot behind it; returns when both parts have ended. Throws `PartEnded` as soon as
    /// a part ends before `body` has, or ends in a crash; `abandon` then has to make `body` end.
    func run(
        _ body: @escaping @Sendable () async throws -> Bool, abandon: @Sendable () async -> Void
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Event.self) { group in
            defer { stop() }
            for part in parts {
                group.addTask { .ended(PartEnded(part: part.name, status: await part.end())) }
            }
            group.addTask { .done(try await body()) }
            var (result, ended) = (nil as Bool?, 0)
            for try await event in group {
                switch event {
                case .done(let isGood):
                    result = isGood
                    stop()
                    group.addTask {
                        try? await Task.sleep(for: Self.endingPatience)
                        return .overdue
                    }
                case .ended(let end) where result == nil || end.status != 0:
                    await abandon()
                    throw end
                case .ended:
                    ended += 1
                    if ended == parts.count { group.cancelAll() }
                case .overdue where ended < parts.count: for part in parts { part.signal(SIGKILL) }
                case .overdue: break
                }
            }
            return result ?? false
        }
    }

    private func stop() {
        for part in parts { part.signal(SIGTERM) }
    }
}
