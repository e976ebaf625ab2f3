internal import Foundation
internal import Synchronization

/// A part of the bot running as a child process that ends when its parent does.
///
/// The child's standard input is a pipe nobody writes to: its end tells the child that the parent is gone, even if it was killed
/// (`Lifeline`). The child's output goes where the parent's goes.
final class ChildProcess: Sendable {
    let name: String
    private let process: Mutex<Process>
    private let lifeline: Pipe
    private let ending = Mutex(Ending.running)

    private enum Ending {
        case running
        case awaited(CheckedContinuation<Int32, Never>)
        case ended(Int32)
    }

    /// Starts `executable` with `arguments`. `environment` is the child's whole environment; its output goes to `output`
    /// where that is given.
    init(
        name: String, executable: URL, arguments: [String], environment: [String: String], output: FileHandle? = nil
    ) throws {
        self.name = name
        lifeline = Pipe()
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment.merging([Lifeline.variable: "stdin"]) { $1 }
        process.standardInput = lifeline
        if let output {
            process.standardOutput = output
            process.standardError = output
        }
        self.process = Mutex(process)
        process.terminationHandler = { [weak self] ended in
            let bySignal = ended.terminationReason == .uncaughtSignal
            self?.hasEnded(bySignal ? 128 + ended.terminationStatus : ended.terminationStatus)
        }
        try process.run()
    }

    var identifier: Int32 { process.withLock { $0.processIdentifier } }

    /// The exit status, or 128 and the signal's number. For one caller; it waits for the end also where its task is cancelled.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = ending.withLock { ending -> Int32? in
                if case .ended(let status) = ending { return status }
                ending = .awaited(continuation)
                return nil
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    private func hasEnded(_ status: Int32) {
        let waiting = ending.withLock { ending -> CheckedContinuation<Int32, Never>? in
            defer { ending = .ended(status) }
            guard case .awaited(let continuation) = ending else { return nil }
            return continuation
        }
        waiting?.resume(returning: status)
    }

    func signal(_ number: Int32) {
        process.withLock { process in
            guard process.isRunning else { return }
            _ = kill(process.processIdentifier, number)
        }
    }
}
