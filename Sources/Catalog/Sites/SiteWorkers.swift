internal import Foundation
package import Logging

/// A pool of warm workers. A question whose worker dies is asked once more of another.
package actor SiteWorkers {
    private let configuration: SiteConfiguration
    private let logger: Logger
    private var idle: [SiteWorker] = []
    private var count = 0
    private var waiting: [(number: Int, worker: CheckedContinuation<SiteWorker?, Never>)] = []
    private var lastNumber = 0
    /// The processes there are, for tests that end one.
    private(set) var processes: Set<Int32> = []

    /// Nothing is started yet. Throws where the folder can't be made.
    package init(_ configuration: SiteConfiguration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        try FileManager.default.createDirectory(
            atPath: configuration.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(PackageResources.worker_py).write(to: URL(fileURLWithPath: configuration.folder + "/worker.py"))
    }

    /// Starts the first worker, so that the first question finds it warm.
    package func warmUp() async {
        guard count == 0, let worker = await start() else { return }
        give(worker)
    }

    /// Asks, and gives each line that comes to `take`, on a thread of the worker's.
    func ask(_ question: SiteQuestion, take: @escaping @Sendable (SiteLine) -> Void) async throws(SiteError) {
        do {
            try await askOnce(question, take: take)
        } catch .died {
            logger.notice("a lookup's worker died; asking another")
            try await askOnce(question, take: take)
        }
    }

    private func askOnce(
        _ question: SiteQuestion, take: @escaping @Sendable (SiteLine) -> Void
    ) async throws(SiteError) {
        let worker = try await borrow()
        let limit = configuration.deadline
        let failure = await Self.onThread { () -> SiteWorker.Failure? in
            do throws(SiteWorker.Failure) {
                try worker.ask(question, within: limit, take: take)
                return nil
            } catch {
                return error
            }
        }
        guard let failure else { return give(worker) }
        drop(worker)
        throw failure == .timedOut ? .timedOut : .died
    }

    private func borrow() async throws(SiteError) -> SiteWorker {
        if let worker = idle.popLast() { return worker }
        if count < configuration.maximumWorkers {
            guard let worker = await start() else { throw .cannotStart }
            return worker
        }
        guard waiting.count < configuration.maximumWaiting else { throw .busy }
        lastNumber += 1
        let number = lastNumber
        let worker = await withTaskCancellationHandler {
            await withCheckedContinuation { waiting.append((number, $0)) }
        } onCancel: {
            // Short: it only takes the entry out again.
            Task { await self.giveUp(number) }
        }
        if let worker { return worker }
        guard !Task.isCancelled else { throw .cancelled }
        return try await borrow()
    }

    private func giveUp(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).worker.resume(returning: nil)
    }

    private func start() async -> SiteWorker? {
        count += 1
        let configuration = configuration
        let worker = await Self.onThread { try? SiteWorker(configuration) }
        guard let worker else {
            count -= 1
            admitNext()
            logger.error("a lookup worker did not start", metadata: ["python": "\(configuration.python)"])
            return nil
        }
        processes.insert(worker.identifier)
        return worker
    }

    private func give(_ worker: SiteWorker) {
        guard worker.questions < configuration.questionsPerWorker else { return drop(worker) }
        guard !waiting.isEmpty else { return idle.append(worker) }
        waiting.removeFirst().worker.resume(returning: worker)
    }

    private func drop(_ worker: SiteWorker) {
        count -= 1
        processes.remove(worker.identifier)
        // Waits for the process's end, which a kill makes short.
        Thread.detachNewThread { worker.end() }
        admitNext()
    }

    /// There is room for a new worker: whoever waits longest starts it.
    private func admitNext() {
        guard !waiting.isEmpty else { return }
        waiting.removeFirst().worker.resume(returning: nil)
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                // A worker that has gone makes a write fail; it must not end this process.
                var blocked = sigset_t()
                unsafe sigemptyset(&blocked)
                unsafe sigaddset(&blocked, SIGPIPE)
                unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
                continuation.resume(returning: body())
            }
        }
    }
}
