internal import Foundation
package import Logging

/// A pool of warm workers. A question whose worker dies is asked once more of another. A few workers that read long lists have another in
/// their place, so that lists keep nobody from looking up a track.
package actor SiteWorkers {
    private let configuration: SiteConfiguration
    private let logger: Logger
    private var idle: [SiteWorker] = []
    private var count = 0
    private var waiting: [(number: Int, worker: CheckedContinuation<SiteWorker?, Never>)] = []
    private var lastNumber = 0
    /// The processes there are, for tests that end one.
    private(set) var processes: Set<Int32> = []
    /// The workers that are asked something, each with the question's number, and those of them that read a list beside the others.
    private var busy: [Int32: Int] = [:]
    private var lists: Set<Int32> = []
    private var asked = 0

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

    /// Asks, and gives each line that comes to `take`, on a thread of the worker's. Where it returns false nobody wants the others: that
    /// ends the worker.
    func ask(_ question: SiteQuestion, take: @escaping @Sendable (SiteLine) -> Bool) async throws(SiteError) {
        do {
            try await askOnce(question, take: take)
        } catch .died {
            logger.notice("a lookup's worker died; asking another")
            try await askOnce(question, take: take)
        }
    }

    private func askOnce(
        _ question: SiteQuestion, take: @escaping @Sendable (SiteLine) -> Bool
    ) async throws(SiteError) {
        let worker = try await borrow()
        asked += 1
        let number = asked
        busy[worker.identifier] = number
        let limits = (configuration.deadline, configuration.listDeadline)
        let failure = await withTaskCancellationHandler {
            await Self.onThread { () -> SiteWorker.Failure? in
                var isList = false
                do throws(SiteWorker.Failure) {
                    try worker.ask(question, within: limits.0, inAll: limits.1) { line in
                        if line.playlist != nil, !isList {
                            isList = true
                            Task { await self.listBegan(worker.identifier) }
                        }
                        return take(line)
                    }
                    return nil
                } catch {
                    return error
                }
            }
        } onCancel: {
            // Ends by itself, soon.
            Task { await self.abandon(worker.identifier, number) }
        }
        busy[worker.identifier] = nil
        lists.remove(worker.identifier)
        guard let failure else { return give(worker) }
        drop(worker)
        switch failure {
        case .timedOut: throw .timedOut
        case .unwanted: throw .cancelled
        case .died, .cannotStart: throw Task.isCancelled ? .cancelled : .died
        }
    }

    /// Nobody waits for the answer any more. One that comes soon leaves the worker warm; a slow page must not hold it, for there are few.
    private func abandon(_ worker: Int32, _ number: Int) async {
        try? await Task.sleep(for: configuration.abandonedPatience)
        // As long as it is busy it was not reaped, and the number is its own.
        if busy[worker] == number { kill(-worker, SIGKILL) }
    }

    private var hasRoom: Bool { count - lists.count < configuration.maximumWorkers }

    private func listBegan(_ worker: Int32) {
        guard busy[worker] != nil, lists.count < configuration.maximumLists else { return }
        lists.insert(worker)
        admitNext()
    }

    private func borrow() async throws(SiteError) -> SiteWorker {
        if let worker = idle.popLast() { return worker }
        if hasRoom {
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
        let isExtra = count - lists.count > configuration.maximumWorkers
        guard worker.questions < configuration.questionsPerWorker, !isExtra else { return drop(worker) }
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
