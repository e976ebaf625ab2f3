internal import CPOSIX
internal import Foundation
internal import Processes
internal import Synchronization

/// A part of the bot running as a child process that ends when its parent does.
///
/// The child's standard input is a pipe nobody writes to: its end tells the child that the parent is gone, even if it was killed
/// (`Lifeline`). The child's output goes where the parent's goes.
final class SupervisedProcess: Sendable {
    let name: String
    let identifier: Int32
    private let lifeline = Pipe()
    private let state = Mutex(State.running)

    private enum State {
        case running
        case awaited(CheckedContinuation<Int32, Never>)
        case ended(Int32)

        var isOver: Bool {
            guard case .ended = self else { return false }
            return true
        }
    }

    /// Starts `executable` with `arguments`. `environment` is the child's whole environment; its output goes to `output`
    /// where that is given.
    init(
        name: String, executable: URL, arguments: [String], environment: [String: String], output: FileHandle? = nil
    ) throws {
        self.name = name
        let environment = environment.merging([Lifeline.variable: "stdin"]) { $1 }
        let spawn = Spawn(
            path: executable.path, arguments: [executable.path] + arguments,
            environment: environment.map { "\($0)=\($1)" }, isConfined: false)
        identifier = try spawn.start(
            input: lifeline.fileHandleForReading.fileDescriptor,
            output: output?.fileDescriptor ?? STDOUT_FILENO, errors: output?.fileDescriptor ?? STDERR_FILENO)
        try lifeline.fileHandleForReading.close()
        // A plain thread, since waiting blocks. It holds the child, and with it the lifeline, until the end.
        Thread.detachNewThread { self.awaitEnd() }
    }

    /// The exit status, or 128 and the signal's number. For one caller; it waits for the end also where its task is cancelled.
    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state -> Int32? in
                if case .ended(let status) = state { return status }
                state = .awaited(continuation)
                return nil
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Sends a signal, unless the child has ended.
    func signal(_ number: Int32) {
        // Under the lock the child isn't reaped, so its number can't be another's.
        state.withLock { state in
            if !state.isOver { _ = kill(identifier, number) }
        }
    }

    private func awaitEnd() {
        let status = cposix_child_status(identifier)
        let waiting = state.withLock { state -> CheckedContinuation<Int32, Never>? in
            while waitpid(identifier, nil, 0) < 0, errno == EINTR {}
            defer { state = .ended(status) }
            guard case .awaited(let continuation) = state else { return nil }
            return continuation
        }
        waiting?.resume(returning: status)
    }
}
