internal import Foundation
internal import Logging
internal import Operations

/// Runs a part's components until one ends, a signal arrives or the parent is gone; then cancels all and waits for their end.
///
/// Components end in good order when they are cancelled.
func runUntilStopped(
    logger: Logger, _ start: (inout ThrowingTaskGroup<Void, any Error>) -> Void
) async throws {
    let signals = TerminationSignals()
    // SIGHUP means a new certificate, and must not end a part that has none.
    signal(SIGHUP, SIG_IGN)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            await signals.first()
            if !Task.isCancelled { logger.info("stopping") }
        }
        group.addTask {
            await Lifeline.parentEnded()
            if !Task.isCancelled { logger.info("stopping: the parent process is gone") }
        }
        start(&group)
        do {
            try await group.next()
        } catch {
            group.cancelAll()
            while await group.nextResult() != nil {}
            throw error
        }
        group.cancelAll()
        // What fails while it stops is told, and keeps nothing else from stopping.
        while let result = await group.nextResult() {
            if case .failure(let error) = result, !(error is CancellationError) {
                logger.warning("a component failed while stopping", metadata: ["error": "\(error)"])
            }
        }
    }
}
