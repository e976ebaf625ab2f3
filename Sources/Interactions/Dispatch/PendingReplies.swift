internal import DiscordTypes
internal import Logging
internal import Storage
internal import Synchronization

/// Replies that were put off, until each is given or can't be given any more. They outlive the process in the store.
package final class PendingReplies: Sendable {
    /// Owed at the same time by this process. Beyond that nothing is put off: the member is told at once.
    static let capacity = 1_000

    private let dependencies: EndpointDependencies
    private let seal: ReplySeal
    private let finisher: ReplyFinisher
    private let time: TimeSource
    private let log: Logger
    private let owed = Mutex(0)
    private let arrivals: AsyncStream<OwedReply>
    private let arrive: AsyncStream<OwedReply>.Continuation

    init(
        dependencies: EndpointDependencies, seal: ReplySeal, registry: CommandRegistry, time: TimeSource, log: Logger
    ) {
        self.dependencies = dependencies
        self.seal = seal
        self.time = time
        self.log = log
        finisher = ReplyFinisher(dependencies: dependencies, registry: registry, time: time, log: log)
        (arrivals, arrive) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    /// Takes a reply on, or says false where too many are owed. It is finished by `run()`; after the end of that by the next
    /// process, which finds it in the store once it is saved.
    func admit(_ reply: OwedReply) -> Bool {
        let isAdmitted = owed.withLock { count in
            guard count < Self.capacity else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { return false }
        // The buffer holds as many as are ever admitted, so nothing is dropped.
        arrive.yield(reply)
        return true
    }

    /// Keeps a reply over a restart. Where that fails, this process still gives it.
    func save(_ reply: OwedReply, until deadline: Duration) async {
        do {
            let sealed = try seal.seal(reply)
            let dependencies = dependencies
            try await time.bounded(until: deadline) { try await dependencies.save(sealed) }
        } catch {
            log.warning("an owed reply is not saved", metadata: ["interaction": "\(reply.interaction)"])
        }
    }

    /// Finishes what is owed, until cancelled. What is unfinished then, the next process finds in the store.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.finishSaved() }
            for await reply in arrivals {
                group.addTask {
                    await self.finisher.finish(reply)
                    self.owed.withLock { $0 -= 1 }
                }
            }
            group.cancelAll()
        }
    }

    private func finishSaved() async {
        let replies = await saved()
        if !replies.isEmpty { log.notice("finishing \(replies.count) replies of an earlier run") }
        await withDiscardingTaskGroup { group in
            for sealed in replies {
                guard let reply = try? seal.open(sealed) else {
                    log.error("an owed reply can't be opened", metadata: ["interaction": "\(sealed.interaction)"])
                    group.addTask { await self.finisher.forget(sealed.interaction) }
                    continue
                }
                group.addTask { await self.finisher.finish(reply) }
            }
        }
    }

    /// Asks the store until it answers: it may come up after the endpoint.
    private func saved() async -> [PendingReply] {
        let dependencies = dependencies
        while !Task.isCancelled {
            let deadline = time.now() + .seconds(10)
            if let replies = try? await time.bounded(until: deadline, { try await dependencies.saved() }) {
                return replies
            }
            log.warning("the store does not tell which replies are owed")
            try? await time.sleep(.seconds(5))
        }
        return []
    }
}
