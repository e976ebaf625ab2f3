internal import DiscordTypes
internal import Jobs
internal import Logging

/// Learns what became of a job and writes it into the message that was put off.
struct ReplyFinisher: Sendable {
    /// How long one question waits at the node, and how long any call may take in all.
    private static let wait = NodeRoute.maximumWait
    private static let patience: Duration = .seconds(15)
    /// A job that the node has not confirmed is sent again for so long. Music that starts minutes after it was asked for
    /// would be worse than none.
    private static let deliveryLife: Int64 = 30_000
    /// After so long without an answer the member is told that we are still waiting.
    private static let silence: Int64 = 60_000
    /// Discord takes the first answer until then, so that an edit before may find nothing to edit.
    private static let firstEdit: Int64 = 3_000
    /// Kept of the token's life for the last edit.
    private static let lastEdit: Int64 = 20_000

    let dependencies: EndpointDependencies
    let registry: CommandRegistry
    let time: TimeSource
    let log: Logger

    /// Returns when the reply is given, can't be given, or the task is cancelled; in the last case it stays in the store.
    func finish(_ reply: OwedReply) async {
        let started = time.now()
        guard let card = await result(of: reply) else { return }
        guard let isGiven = await edit(reply, to: card) else { return }
        await forget(reply.interaction)
        dependencies.observe(
            InteractionObservation(
                command: reply.command, result: isGiven ? .finished : .unfinished, duration: time.now() - started))
    }

    func forget(_ interaction: InteractionID) async {
        let dependencies = dependencies
        do {
            try await time.bounded(until: time.now() + Self.patience) { try await dependencies.remove(interaction) }
        } catch {
            // It ends with the token; a restart before that repeats the same edit.
            log.warning("a given reply stays in the store", metadata: ["interaction": "\(interaction)"])
        }
    }

    /// Nil when cancelled.
    private func result(of reply: OwedReply) async -> Card? {
        let texts = registry.texts(Language(locale: reply.job.requester.locale))
        func problem(_ key: TextKey) -> Card { Card(tone: .problem, body: [texts(key)]) }
        var isAccepted = reply.isAccepted
        var hasSaidWaiting = false
        var pause = Duration.milliseconds(500)
        while !Task.isCancelled {
            let now = time.unixMilliseconds()
            guard now < reply.expiresAt - Self.lastEdit else { return problem(.outcomeTooLate) }
            // What only reads is stored nowhere, so that it has to be asked for again.
            let mayDeliver =
                (!isAccepted || reply.job.action.onlyReads) && now - reply.createdAt < Self.deliveryLife
            do {
                let status = try await ask(reply.job, delivering: mayDeliver)
                if let outcome = status.outcome { return OutcomeReply(texts: texts).card(outcome) }
                isAccepted = true
                pause = .milliseconds(500)
            } catch DeliveryError.notFound where isAccepted || !mayDeliver {
                return problem(.outcomeLost)
            } catch let error as DeliveryError where isRefusal(error) && !isAccepted && mayDeliver {
                return Card(tone: .problem, body: [FailureReply(texts: texts).text(error, of: reply.job)])
            } catch {
                if !hasSaidWaiting, now - reply.createdAt > Self.silence {
                    hasSaidWaiting = true
                    await tell(reply, Card(tone: .note, body: [texts(.stillWaiting)]))
                }
            }
            try? await time.sleep(pause)
            pause = min(pause * 2, .seconds(10))
        }
        return nil
    }

    /// Whether the node has decided against the job, so that asking again brings nothing else.
    private func isRefusal(_ error: DeliveryError) -> Bool {
        !error.leavesOutcomeOpen && error != .nodeUnreachable && error != .misdirected
    }

    private func ask(_ job: PlaybackJob, delivering: Bool) async throws -> JobStatus {
        let dependencies = dependencies
        return try await time.bounded(until: time.now() + Self.patience) {
            try await delivering ? dependencies.deliver(job, Self.wait) : dependencies.outcome(job, Self.wait)
        }
    }

    /// A word in between, tried once.
    private func tell(_ reply: OwedReply, _ card: Card) async {
        _ = try? await send(card, for: reply)
    }

    /// Whether Discord took the edit; nil when cancelled. A 404 is final; everything else is tried for as long as the token lives.
    private func edit(_ reply: OwedReply, to card: Card) async -> Bool? {
        var card = card
        var isFallback = false
        var pause = Duration.seconds(1)
        let early = reply.createdAt + Self.firstEdit - time.unixMilliseconds()
        if early > 0 { try? await time.sleep(.milliseconds(early)) }
        while time.unixMilliseconds() < reply.expiresAt {
            if Task.isCancelled { return nil }
            var wait = pause
            do {
                try await send(card, for: reply)
                return true
            } catch EditProblem.gone {
                log.info("a deferred message is gone", metadata: ["interaction": "\(reply.interaction)"])
                return false
            } catch EditProblem.rejected {
                log.error("Discord rejects a reply", metadata: ["command": "\(reply.command)"])
                guard !isFallback else { return false }
                isFallback = true
                let texts = registry.texts(Language(locale: reply.job.requester.locale))
                card = Card(tone: .note, body: [texts(.fallback)])
                continue
            } catch EditProblem.rateLimited(let retryAfter) {
                wait = max(retryAfter, .milliseconds(100))
            } catch {
                pause = min(pause * 2, .seconds(30))
            }
            guard (try? await time.sleep(wait)) != nil else { return nil }
        }
        log.warning("a reply was not given before its token ended", metadata: ["interaction": "\(reply.interaction)"])
        return false
    }

    private func send(_ card: Card, for reply: OwedReply) async throws {
        // Who sees the message was settled when it was put off; the flag may not be sent again.
        let message = card.message(for: .everyone)
        let dependencies = dependencies
        try await time.bounded(until: time.now() + Self.patience) {
            try await dependencies.editOriginal(reply.application, reply.token, message)
        }
    }
}
