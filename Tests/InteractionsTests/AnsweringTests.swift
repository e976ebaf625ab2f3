import DiscordTypes
import Foundation
import Jobs
import Synchronization
import Testing

@testable import Interactions

@Suite(.timeLimit(.minutes(1)))
struct AnsweringTests {
    static let track = TrackSummary(
        entry: 1, title: "Song", artist: nil, link: nil, durationMilliseconds: 60_000, requester: UserID(12),
        requesterName: "Ada")
    static let queued = JobOutcome.queued(track, ahead: 0)

    static func english(_ key: TextKey) -> String { CommandRegistry.standard.texts(.english)(key).source }

    @Test func `an outcome in time is the answer`() async throws {
        let bench = Bench(FakeNode(Self.queued))
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.play("https://example.org/a.ogg"), to: endpoint))
        #expect(spoken.type == 4)
        #expect(spoken.flags == 32_768)
        #expect(spoken.text == "Playing **Song**.")
        let job = try #require(bench.node.jobs.first)
        #expect(job.action == .play(PlayRequest(media: .url("https://example.org/a.ogg"))))
        #expect(job.id.text == "1000")
        #expect(job.requester == Requester(user: UserID(12), name: "Ada", locale: "en-US", permissions: []))
        #expect(job.textChannel == ChannelID(11))
        #expect(job.createdAt == ManualTime.epoch)
    }

    @Test func `a failure is told to the requester only`() async throws {
        let bench = Bench(FakeNode(.failed(.notInVoice)))
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.command("join"), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.text == Self.english(.notInVoice))
        #expect(bench.results() == [.failed])
    }

    @Test func `R6 the same interaction twice has one effect and one answer`() async throws {
        let bench = Bench(
            FakeNode { job, call in
                JobStatus(done: job.id, outcome: .stopped(removed: call))
            })
        let (endpoint, _) = try bench.start()
        let first = await bench.post(Body.command("stop"), to: endpoint)
        let second = await bench.post(Body.command("stop"), to: endpoint)
        #expect(first == second)
        #expect(bench.node.calls.count == 1)
        #expect(bench.results() == [.answered, .repeated])
    }

    @Test func `R6 a copy that arrives while the first is being answered waits for the same answer`() async throws {
        let hang = Hang()
        let bench = Bench(
            FakeNode { job, call in
                await hang.wait()
                return JobStatus(done: job.id, outcome: .stopped(removed: call))
            })
        let (endpoint, _) = try bench.start()
        async let first = bench.post(Body.command("stop"), to: endpoint)
        await bench.node.calls.reaches(1)
        async let second = bench.post(Body.command("stop"), to: endpoint)
        hang.open()
        let answers = await (first, second)
        #expect(answers.0 == answers.1)
        #expect(bench.node.effects == 1)
    }

    @Test func `R6 a restart or another instance on the same store gives the recorded answer`() async throws {
        let bench = Bench(
            FakeNode { job, call in
                JobStatus(done: job.id, outcome: .stopped(removed: call))
            })
        let first = await bench.post(Body.command("stop"), to: try bench.start().endpoint)
        let second = await bench.post(Body.command("stop"), to: try bench.start().endpoint)
        #expect(first == second)
        #expect(bench.node.calls.count == 1)
    }

    @Test func `R6 after a crash before the answer the job is sent again under the same id`() async throws {
        let bench = Bench(FakeNode(.left))
        _ = try await bench.store.claim(InteractionID(1_000))
        let spoken = try Spoken(await bench.post(Body.command("leave"), to: try bench.start().endpoint))
        #expect(spoken.text == Self.english(.left))
        #expect(bench.node.jobs.map(\.id.text) == ["1000"])
    }

    @Test func `a server that is not listed is sent to the form`() async throws {
        let bench = Bench(publicURL: "https://music.example.org/")
        bench.store.content.withLock { $0.listed = [] }
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.play("https://example.org/a.ogg"), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.text.contains("ask for access: https://music.example.org/access?server="))
        #expect(bench.node.calls.count == 0)
    }

    @Test func `a server that tries again and again gets the shortest answer there is`() async throws {
        let bench = Bench(publicURL: "https://music.example.org/")
        bench.store.content.withLock { $0.listed = [] }
        var dependencies = bench.dependencies
        dependencies.isSilenced = { _ in true }
        let (endpoint, _) = try bench.start(dependencies)
        let spoken = try Spoken(await bench.post(Body.play("https://example.org/a.ogg"), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.text == Self.english(.accessSilenced))
        #expect(bench.node.calls.count == 0)
    }

    @Test(arguments: ["ping", "help"])
    func `ping and help work everywhere, even without the store`(command: String) async throws {
        let bench = Bench()
        bench.store.content.withLock {
            $0.listed = []
            $0.behaviour = .fails
        }
        let (endpoint, _) = try bench.start()
        for guild in [nil, UInt64(77)] {
            let spoken = try Spoken(await bench.post(Body.command(command, guild: guild), to: endpoint))
            #expect(spoken.type == 4)
            #expect(spoken.isEphemeral)
        }
    }

    @Test func `a member without the permission of a command is refused, whatever Discord let through`() async throws {
        var guarded = Command.stop
        guarded.permissions = [.manageGuild]
        let bench = Bench(FakeNode(.stopped(removed: 0)), registry: CommandRegistry([guarded]))
        let (endpoint, _) = try bench.start()
        let refused = try Spoken(await bench.post(Body.command("stop", id: 1), to: endpoint))
        #expect(refused.text == Self.english(.memberLacksPermission))
        #expect(bench.node.calls.count == 0)
        for (id, permissions) in [(2, 1 << 5), (3, 1 << 3)] as [(UInt64, UInt64)] {
            _ = await bench.post(Body.command("stop", id: id, permissions: permissions), to: endpoint)
        }
        #expect(bench.node.calls.count == 2)
    }

    @Test func `a button changes its message`() async throws {
        let state = PlayerState(phase: .playing, channel: nil, current: nil, positionMilliseconds: 0, waiting: 30)
        let page = QueuePage(player: state, entries: [Self.track], page: 2, pages: 3, waitingMilliseconds: nil)
        let bench = Bench(FakeNode(.queue(page)))
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.button("queue:2"), to: endpoint))
        #expect(spoken.type == 7)
        #expect(spoken.raw.contains(#""custom_id":"queue:1""#))
        #expect(spoken.raw.contains(#""custom_id":"queue:3""#))
    }

    @Test func `no log line holds a token or what a member typed`() async throws {
        let bench = Bench(FakeNode(Self.queued))
        bench.store.behaviour = .fails
        let (endpoint, _) = try bench.start()
        _ = await bench.post(Body.play("https://example.org/private", id: 4), to: endpoint)
        bench.store.behaviour = .works
        _ = await bench.post(Body.play("https://example.org/private", id: 5), to: endpoint)
        let lines = bench.log.lines.joined(separator: "\n")
        #expect(!lines.isEmpty)
        #expect(!lines.contains("secret-token"))
        #expect(!lines.contains("private"))
    }
}
