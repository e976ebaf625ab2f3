import Access
import DiscordTypes
import Foundation
import Jobs
import Synchronization
import Testing

@testable import Interactions

/// The three seconds, with each dependency hung or broken in turn.
@Suite(.timeLimit(.minutes(1)))
struct DeadlineTests {
    static let hard: Duration = .milliseconds(2_500)

    @Test func `R21 a hung store is told of in time, and nothing is done`() async throws {
        let bench = Bench()
        let hang = Hang()
        bench.store.behaviour = .hangs(hang)
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Body.command("stop"), to: endpoint)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(700))
        bench.time.advance(by: .milliseconds(700))
        // The store is asked to keep the answer; it hangs there too.
        await bench.time.untilSomeoneSleeps(for: .milliseconds(1_800))
        bench.time.advance(to: Self.hard)
        let spoken = try Spoken(await answer)
        #expect(spoken.isEphemeral)
        #expect(spoken.text == AnsweringTests.english(.storeUnavailable))
        #expect(bench.node.calls.count == 0)
        hang.open()
    }

    @Test func `R21 a broken store is told of at once, and nothing is done`() async throws {
        let bench = Bench()
        bench.store.behaviour = .fails
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.play("https://example.org/a"), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.text == AnsweringTests.english(.storeUnavailable))
        #expect(bench.node.calls.count == 0)
        #expect(bench.results() == [.unavailable])
    }

    @Test func `R21 an allowlist that can't be asked admits nobody`() async throws {
        for hangs in [false, true] {
            let bench = Bench()
            let hang = Hang()
            let asked = Tally()
            var dependencies = bench.dependencies
            dependencies.decide = { _ in
                asked.add()
                if hangs { await hang.wait() }
                return .unavailable
            }
            let (endpoint, _) = try bench.start(dependencies)
            async let answer = bench.post(Body.command("stop"), to: endpoint)
            await asked.reaches(1)
            if hangs {
                await bench.time.untilSomeoneSleeps(for: .milliseconds(1_200))
                bench.time.advance(to: .milliseconds(1_200))
            }
            let spoken = try Spoken(await answer)
            #expect(spoken.isEphemeral)
            #expect(spoken.text == AnsweringTests.english(.accessUnknown))
            #expect(bench.node.calls.count == 0)
            hang.open()
        }
    }

    @Test func `R21 a dead node is told of in time, after a few tries`() async throws {
        let bench = Bench(FakeNode { _, _ in throw DeliveryError.nodeUnreachable })
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Body.command("skip"), to: endpoint)
        for _ in 0..<7 {
            await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
            bench.time.advance(by: .milliseconds(200))
        }
        let spoken = try Spoken(await answer)
        #expect(spoken.isEphemeral)
        #expect(spoken.text == AnsweringTests.english(.nodeUnreachable))
        #expect(bench.node.calls.count == 8)
    }

    @Test func `a node that comes back within the time is not missed`() async throws {
        let bench = Bench(
            FakeNode { job, call in
                guard call > 2 else { throw DeliveryError.nodeUnreachable }
                return JobStatus(done: job.id, outcome: .left)
            })
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Body.command("leave"), to: endpoint)
        for _ in 0..<2 {
            await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
            bench.time.advance(by: .milliseconds(200))
        }
        #expect(try Spoken(await answer).text == AnsweringTests.english(.left))
    }

    @Test(arguments: [DeliveryError.busy, .refused(status: 400)])
    func `R21 a node that refuses is quoted at once`(problem: DeliveryError) async throws {
        let bench = Bench(FakeNode { _, _ in throw problem })
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.command("skip"), to: endpoint))
        #expect(spoken.isEphemeral)
        let texts = CommandRegistry.standard.texts(.english)
        let expected = problem == .busy ? texts(.busy) : texts(.internalFault, ["reference": "1000"])
        #expect(spoken.text == expected.source)
        #expect(bench.node.calls.count == 1)
    }

    static let forms: [(body: String, deferral: String)] = [
        (Body.command("skip"), #"{"type":5}"#),
        (Body.command("queue"), #"{"data":{"flags":64},"type":5}"#),
        (Body.button("queue:2"), #"{"type":6}"#),
    ]

    @Test(arguments: 0..<forms.count)
    func `R21 a hung node is acknowledged at two seconds and the reply is owed`(index: Int) async throws {
        let hang = Hang()
        let bench = Bench(
            FakeNode { job, _ in
                await hang.wait()
                return JobStatus(done: job.id, outcome: .left)
            })
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Self.forms[index].body, to: endpoint)
        await bench.node.calls.reaches(1)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(2_000))
        bench.time.advance(to: .milliseconds(2_000))
        #expect(String(decoding: await answer.body, as: UTF8.self) == Self.forms[index].deferral)
        #expect(bench.time.now == .milliseconds(2_000))
        #expect(bench.store.content.withLock { $0.replies.count } == 1)
        #expect(bench.results() == [.deferred])
        hang.open()
    }

    @Test func `R21 with node and store hung together the acknowledgement still goes out`() async throws {
        let hang = Hang()
        let bench = Bench(
            FakeNode { job, _ in
                await hang.wait()
                return JobStatus(done: job.id, outcome: .left)
            })
        let (endpoint, _) = try bench.start()
        async let answer = bench.post(Body.command("skip"), to: endpoint)
        await bench.node.calls.reaches(1)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(2_000))
        bench.store.behaviour = .hangs(hang)
        bench.store.content.withLock { $0.replyBehaviour = .hangs(hang) }
        bench.time.advance(to: .milliseconds(2_000))
        await bench.time.untilSomeoneSleeps(for: .milliseconds(300))
        bench.time.advance(to: .milliseconds(2_300))
        await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
        bench.time.advance(to: Self.hard)
        #expect(String(decoding: await answer.body, as: UTF8.self) == #"{"type":5}"#)
        hang.open()
    }

    @Test func `a job that the node holds is asked after, not sent again`() async throws {
        let bench = Bench(
            FakeNode { job, call in
                call == 1 ? JobStatus(accepted: job.id) : JobStatus(done: job.id, outcome: .left)
            })
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.command("leave"), to: endpoint))
        #expect(spoken.text == AnsweringTests.english(.left))
        #expect(bench.node.calls.count == 1)
        #expect(bench.node.questions.count == 1)
    }

    @Test func `when too many replies are owed, the member is told instead of being put off`() async throws {
        let bench = Bench(FakeNode { _, _ in throw DeliveryError.noAnswer })
        let (endpoint, pending) = try bench.start()
        let reply = try OwedReplyTests.reply()
        for _ in 0..<PendingReplies.capacity { #expect(pending.admit(reply)) }
        #expect(!pending.admit(reply))
        async let answer = bench.post(Body.command("skip"), to: endpoint)
        await bench.time.untilSomeoneSleeps(for: .milliseconds(200))
        bench.time.advance(to: .milliseconds(2_000))
        #expect(try Spoken(await answer).text.contains("`/queue`"))
    }
}
