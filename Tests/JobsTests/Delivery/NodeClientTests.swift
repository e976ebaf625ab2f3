import Crypto
import DiscordTypes
import Foundation
import HTTPServer
import Jobs
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct NodeClientTests {
    static let job = Fixtures.job(.skip)

    @Test func `a job arrives whole and its outcome comes back`() async throws {
        let arrived = Mutex<[String]>([])
        let outcome = JobOutcome.skipped(Fixtures.track, next: Fixtures.upload)
        let node = try RunningNode { request in
            let job = try PlaybackJob(json: String(decoding: request.body, as: UTF8.self))
            arrived.withLock { $0.append("\(request.target) \(job == Self.job)") }
            return try .status(JobStatus(done: job.id, outcome: outcome), .ok)
        }
        let status = try await node.client().deliver(Self.job, wait: .milliseconds(1500))
        #expect(status == JobStatus(done: Self.job.id, outcome: outcome))
        #expect(arrived.withLock { $0 } == ["/v1/guilds/\(Self.job.guild)/jobs?wait=1500 true"])
    }

    @Test func `a job that is stored and not done is accepted; its outcome is asked for later`() async throws {
        let node = try RunningNode { request in
            request.method == .post
                ? try .status(JobStatus(accepted: Self.job.id), .accepted)
                : try .status(JobStatus(done: Self.job.id, outcome: .left), .ok)
        }
        let client = try node.client()
        #expect(try await client.deliver(Self.job, wait: .zero) == JobStatus(accepted: Self.job.id))
        #expect(
            try await client.status(of: Self.job.id, wait: .seconds(1)) == JobStatus(done: Self.job.id, outcome: .left))
    }

    @Test func `the wait asked for is bounded by what a node grants`() async throws {
        let node = try RunningNode { request in
            #expect(request.target == "/v1/jobs/\(Self.job.id)?wait=8000")
            return try .status(JobStatus(accepted: Self.job.id), .accepted)
        }
        #expect(try await node.client().status(of: Self.job.id, wait: .seconds(60)).state == .accepted)
    }

    @Test(arguments: ["zoë & leiter=1?#/%+", "  ", "", "日本 👩‍👩‍👧‍👦"])
    func `what is typed arrives letter by letter, and the offer comes back`(words: String) async throws {
        let node = try RunningNode { request in
            let query = request.query
            #expect(request.target.hasPrefix("/v1/search?guild=7&member=8&patience=150&words="))
            #expect(query["words"] == words)
            return .json(Array(try TrackOffer(words: query["words"] ?? "").json().utf8))
        }
        let query = SuggestionQuery(
            guild: GuildID(7), member: UserID(8), words: words, patience: .milliseconds(150))
        #expect(try await node.client().suggestions(for: query) == TrackOffer(words: words))
    }

    @Test func `a node that refuses a search is told apart from one that is not there`() async throws {
        let node = try RunningNode { _ in .empty(.badRequest) }
        let query = SuggestionQuery(guild: GuildID(7), member: UserID(8), words: "a", patience: .milliseconds(150))
        await #expect(throws: DeliveryError.refused(status: 400)) { try await node.client().suggestions(for: query) }
        let client = try node.client()
        try await node.stop()
        await #expect(throws: DeliveryError.nodeUnreachable) { try await client.suggestions(for: query) }
    }

    @Test func `a player's state is read`() async throws {
        let node = try RunningNode { request in
            #expect(request.target == "/v1/guilds/7/player")
            return .json(Array(try Fixtures.playing.json().utf8))
        }
        #expect(try await node.client().player(of: GuildID(7)) == Fixtures.playing)
    }

    @Test(
        arguments: [
            (401, .unauthorized), (404, .notFound), (421, .misdirected), (426, .newerVersion), (429, .busy),
            (500, .refused(status: 500)), (400, .refused(status: 400)),
        ] as [(UInt16, DeliveryError)])
    func `each status has its meaning and is not asked for twice`(status: UInt16, error: DeliveryError) async throws {
        let count = Atomic(0)
        let node = try RunningNode { _ in
            count.add(1, ordering: .sequentiallyConsistent)
            return .empty(Status(status))
        }
        await #expect(throws: error) { try await node.client().deliver(Self.job, wait: .seconds(1)) }
        #expect(count.load(ordering: .sequentiallyConsistent) == 1)
        await #expect(throws: error) { try await node.client().player(of: GuildID(7)) }
    }

    @Test func `another secret is told as such, and the node never sees the job`() async throws {
        let node = try RunningNode { _ in
            Issue.record("not authenticated")
            return .empty()
        }
        let client = try node.client(secret: .random(count: 32))
        await #expect(throws: DeliveryError.unauthorized) { try await client.deliver(Self.job, wait: .zero) }
        let late = try node.client { $0.now = { Int64(Date().timeIntervalSince1970 * 1000) - 31_000 } }
        await #expect(throws: DeliveryError.unauthorized) { try await late.deliver(Self.job, wait: .zero) }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"id":"2","state":"accepted"}"#,
        #"{"id":"1187654321098765432","state":"done"}"#,
        #"{"id":"1187654321098765432","state":"accepted","outcome":{"result":"left"}}"#,
        #"{"id":"1187654321098765432","state":"done","outcome":{"result":"danced"}}"#,
    ])
    func `an answer outside the contract is not taken for one`(answer: String) async throws {
        let node = try RunningNode { _ in .json(Array(answer.utf8)) }
        let error = await #expect(throws: DeliveryError.malformedAnswer) {
            try await node.client().deliver(Self.job, wait: .zero)
        }
        #expect(error?.leavesOutcomeOpen == true)
    }

    @Test func `beyond the bound a delivery is refused at once, and waits do not hold deliveries up`() async throws {
        let isReleased = Atomic(false)
        let arrived = AsyncStream.makeStream(of: Void.self)
        let node = try RunningNode { request in
            guard request.query["wait"] == "7000" else {
                return try .status(JobStatus(accepted: Self.job.id), .accepted)
            }
            arrived.continuation.yield()
            while !isReleased.load(ordering: .sequentiallyConsistent) { try await Task.sleep(for: .milliseconds(5)) }
            return try .status(JobStatus(accepted: Self.job.id), .accepted)
        }
        let client = try node.client {
            $0.maximumDeliveries = 2
            $0.maximumWaits = 1
        }
        try await withThrowingTaskGroup(of: JobStatus.self) { group in
            var arrivals = arrived.stream.makeAsyncIterator()
            group.addTask { try await client.status(of: Self.job.id, wait: .seconds(7)) }
            await arrivals.next()
            await #expect(throws: DeliveryError.busy) { try await client.status(of: Self.job.id, wait: .zero) }
            #expect(try await client.deliver(Self.job, wait: .zero).state == .accepted)
            for _ in 0..<2 { group.addTask { try await client.deliver(Self.job, wait: .seconds(7)) } }
            await arrivals.next()
            await arrivals.next()
            await #expect(throws: DeliveryError.busy) { try await client.deliver(Self.job, wait: .zero) }
            isReleased.store(true, ordering: .sequentiallyConsistent)
            for try await status in group { #expect(status.state == .accepted) }
        }
        #expect(try await client.deliver(Self.job, wait: .zero).state == .accepted, "the slots are free again")
    }
}
