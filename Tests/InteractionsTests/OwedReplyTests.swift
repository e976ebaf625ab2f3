import Crypto
import DiscordTypes
import Foundation
import Jobs
import Storage
import Synchronization
import Testing

@testable import Interactions

/// Replies that were put off: finished later, after a restart too, and honestly given up.
@Suite(.timeLimit(.minutes(1)))
struct OwedReplyTests {
    static func reply(isAccepted: Bool = true) throws -> OwedReply {
        let job = PlaybackJob(
            id: JobID(InteractionID(1_000)), guild: GuildID(10),
            requester: Requester(user: UserID(12), name: "Ada", locale: "de"), textChannel: nil, action: .skip,
            createdAt: ManualTime.epoch)
        return OwedReply(
            interaction: InteractionID(1_000), application: ApplicationID(2),
            token: try #require(InteractionToken("secret-token-1000")), command: "skip", job: job,
            isAccepted: isAccepted, createdAt: ManualTime.epoch)
    }

    /// Runs the finishing of replies while `body` runs.
    static func running(_ pending: PendingReplies, _ body: () async throws -> Void) async throws {
        // Awaited below.
        let task = Task { await pending.run() }
        do {
            try await body()
        } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }

    static func seal(_ secret: String = "secret") throws -> ReplySeal {
        try ReplySeal(secret: SecretBytes(copying: Array(secret.utf8)))
    }

    @Test func `what only reads is delivered again, for the node keeps nothing of it`() async throws {
        let bench = Bench(
            FakeNode { job, call in
                call == 1
                    ? JobStatus(accepted: job.id)
                    : JobStatus(done: job.id, outcome: .music(.found(offer: TrackOffer(words: "leiter"))))
            })
        let (_, pending) = try bench.start()
        try await Self.running(pending) {
            var reply = try Self.reply(isAccepted: true)
            reply.job.action = .music(.search(words: "leiter"))
            _ = pending.admit(reply)
            await bench.node.calls.reaches(1)
            await bench.time.untilSomeoneSleeps(for: .milliseconds(500))
            bench.time.advance(by: .milliseconds(500))
            await bench.node.calls.reaches(2)
            await bench.time.untilSomeoneSleeps(for: .milliseconds(2_500))
            #expect(bench.node.questions.count == 0)
        }
    }

    @Test
    func `a late outcome is written into the deferred message, three seconds after the interaction at the earliest`()
        async throws
    {
        let bench = Bench(
            FakeNode { job, call in
                call == 1 ? JobStatus(accepted: job.id) : JobStatus(done: job.id, outcome: .left)
            })
        let (_, pending) = try bench.start()
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply(isAccepted: true))
            await bench.node.questions.reaches(1)
            await bench.time.untilSomeoneSleeps(for: .milliseconds(500))
            bench.time.advance(by: .milliseconds(500))
            await bench.time.untilSomeoneSleeps(for: .milliseconds(2_500))
            #expect(bench.discord.edits.isEmpty)
            bench.time.advance(by: .milliseconds(2_500))
            await bench.discord.attempts.reaches(1)
            await bench.store.removals.reaches(1)
        }
        let edit = try #require(bench.discord.edits.first)
        #expect(edit.application == ApplicationID(2))
        #expect(edit.token.revealed == "secret-token-1000")
        // The member's language, and no flag that a deferred message may not get.
        #expect(edit.message.text == "Ich habe den Sprachkanal verlassen.")
        #expect(edit.message.flags == .componentsV2)
        #expect(bench.node.calls.count == 0)
        #expect(bench.results() == [.finished])
    }

    @Test func `what is put off while the endpoint stops is left to the next one`() async throws {
        let bench = Bench(FakeNode { job, _ in JobStatus(accepted: job.id) })
        let (endpoint, pending) = try bench.start()
        try await Self.running(pending) {}
        async let answer = bench.post(Body.command("leave"), to: endpoint)
        await bench.node.calls.reaches(1)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
        bench.time.advance(to: .milliseconds(2_000))
        #expect(String(decoding: await answer.body, as: UTF8.self) == #"{"type":5}"#)
        #expect(bench.store.content.withLock { $0.replies.count } == 1)
    }

    @Test func `R6 a restart finishes what was put off, without sending the job again`() async throws {
        let hang = Hang()
        let bench = Bench(FakeNode { job, _ in JobStatus(accepted: job.id) })
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Body.command("stop"), to: endpoint)
        await bench.node.calls.reaches(1)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
        bench.time.advance(to: .milliseconds(2_000))
        #expect(String(decoding: await answer.body, as: UTF8.self) == #"{"type":5}"#)
        let stored = bench.store.content.withLock { $0.replies.values.first }
        #expect(stored.map { String(decoding: $0.sealedToken, as: UTF8.self).contains("secret-token") } == false)

        // The process ends here; the next one finds the reply in the store.
        bench.time.advance(by: .seconds(60))
        bench.node.follow { job, _ in JobStatus(done: job.id, outcome: .stopped(removed: 2)) }
        let calls = bench.node.calls.count
        try await Self.running(try bench.start().pending) {
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.edits.map(\.message.text) == ["Stopped and removed 2 waiting tracks. See you!"])
        #expect(bench.node.calls.count == calls)
        #expect(bench.store.content.withLock { $0.replies.isEmpty })
        hang.open()
    }

    @Test func `a job that may not have arrived is sent again, but not for long`() async throws {
        let bench = Bench(FakeNode { _, call in throw DeliveryError.noAnswer })
        let (_, pending) = try bench.start()
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply(isAccepted: false))
            await bench.node.calls.reaches(1)
            await bench.time.untilSomeoneSleeps(for: .milliseconds(500))
            // From then on it is only asked after, and the node has never heard of it.
            bench.node.follow { _, _ in throw DeliveryError.notFound }
            bench.time.advance(by: .seconds(31))
            await bench.store.removals.reaches(1)
        }
        #expect(bench.node.questions.count >= 1)
        #expect(bench.discord.edits.last?.message.text.contains("kam nicht bei meinem Player an") == true)
    }

    @Test func `R21 a node that stays silent is told of after a minute and given up when the token ends`() async throws
    {
        let bench = Bench(FakeNode { _, _ in throw DeliveryError.nodeUnreachable })
        let (_, pending) = try bench.start()
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply())
            await bench.time.untilSomeoneSleeps(for: .milliseconds(500))
            bench.time.advance(to: .seconds(61))
            await bench.discord.attempts.reaches(1)
            await bench.time.untilSomeoneSleeps(for: .seconds(1))
            bench.time.advance(to: .seconds(15 * 60 - 20))
            await bench.store.removals.reaches(1)
        }
        let texts = CommandRegistry.standard.texts(.german)
        #expect(
            bench.discord.edits.map(\.message.text) == [texts(.stillWaiting).source, texts(.outcomeTooLate).source])
    }

    @Test func `R21 Discord's 429 and 500 are waited for, as long as the token lives`() async throws {
        let bench = Bench(FakeNode(.left))
        bench.discord.refuse([.rateLimited(retryAfter: .milliseconds(1_234)), .failed, .failed])
        let (_, pending) = try bench.start()
        bench.time.advance(by: .seconds(5))
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply())
            for pause in [Duration.milliseconds(1_234), .seconds(1), .seconds(2)] {
                await bench.time.untilSomeoneSleeps(for: pause)
                bench.time.advance(by: pause)
            }
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.attempts.count == 4)
        #expect(bench.discord.edits.count == 1)
    }

    @Test func `R21 with Discord's REST broken to the end the reply is given up, once`() async throws {
        let bench = Bench(FakeNode(.left))
        bench.discord.refuse(Array(repeating: .failed, count: 100))
        let (_, pending) = try bench.start()
        bench.time.advance(by: .seconds(5))
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply())
            await bench.time.untilSomeoneSleeps(for: .seconds(1))
            bench.time.advance(to: .seconds(15 * 60))
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.attempts.count == 1)
        #expect(bench.results() == [.unfinished])
        #expect(!bench.log.lines.joined().contains("secret-token"))
    }

    @Test func `a message that is gone is never tried again`() async throws {
        let bench = Bench(FakeNode(.left))
        bench.discord.refuse([.gone])
        let (_, pending) = try bench.start()
        bench.time.advance(by: .seconds(5))
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply())
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.attempts.count == 1)
        #expect(bench.discord.edits.isEmpty)
    }

    @Test func `a reply that Discord rejects is replaced by a plain one`() async throws {
        let bench = Bench(FakeNode(.left))
        bench.discord.refuse([.rejected])
        let (_, pending) = try bench.start()
        bench.time.advance(by: .seconds(5))
        try await Self.running(pending) {
            _ = pending.admit(try Self.reply())
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.edits.map(\.message.text) == ["Erledigt."])
    }

    @Test func `a store that comes up late is asked again for what is owed`() async throws {
        let bench = Bench(FakeNode(.left))
        let sealed = try Self.seal().seal(try Self.reply())
        bench.store.content.withLock {
            $0.replies[sealed.interaction] = sealed
            $0.replyBehaviour = .fails
        }
        bench.time.advance(by: .seconds(5))
        try await Self.running(try bench.start().pending) {
            await bench.time.untilSomeoneSleeps(for: .seconds(5))
            bench.store.content.withLock { $0.replyBehaviour = .works }
            bench.time.advance(by: .seconds(5))
            await bench.store.removals.reaches(1)
        }
        #expect(bench.discord.edits.count == 1)
    }

    @Test func `a sealed reply opens only with its key and in its own row`() throws {
        let reply = try Self.reply()
        let sealed = try Self.seal().seal(reply)
        #expect(try Self.seal().open(sealed) == reply)
        let again = try Self.seal().seal(reply)
        #expect(sealed.sealedToken != again.sealedToken)
        #expect(throws: (any Error).self) { try Self.seal("other").open(sealed) }
        var moved = sealed
        moved.interaction = InteractionID(1_001)
        #expect(throws: (any Error).self) { try Self.seal().open(moved) }
        for index in sealed.sealedToken.indices {
            var damaged = sealed
            damaged.sealedToken[index] ^= 1
            #expect(throws: (any Error).self) { try Self.seal().open(damaged) }
        }
        for length in [0, 1, 24, 25, 40, 41] {
            var cut = sealed
            cut.sealedToken = Array(sealed.sealedToken.prefix(length))
            #expect(throws: (any Error).self) { try Self.seal().open(cut) }
        }
    }
}
