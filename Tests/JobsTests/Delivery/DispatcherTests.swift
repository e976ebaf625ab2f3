import DiscordTypes
import HTTPServer
import Jobs
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DispatcherTests {
    static let job = Fixtures.job(.skip)

    @Test func `with one node everything goes there`() async throws {
        let node = try RunningNode { request in
            request.target.hasSuffix("/player")
                ? .json(Array(try Fixtures.playing.json().utf8))
                : try .status(JobStatus(accepted: Self.job.id), .accepted)
        }
        let dispatcher = Dispatcher(only: try node.client())
        #expect(try await dispatcher.deliver(Self.job, wait: .zero).state == .accepted)
        #expect(try await dispatcher.status(of: Self.job.id, in: Self.job.guild, wait: .zero).state == .accepted)
        #expect(try await dispatcher.player(of: Self.job.guild) == Fixtures.playing)
    }

    @Test func `a guild that has just moved is looked for once more`() async throws {
        let old = try RunningNode { _ in .empty(Status(421)) }
        let new = try RunningNode { _ in try .status(JobStatus(accepted: Self.job.id), .accepted) }
        let nodes = [try old.client(), try new.client()]
        let asked = Mutex<[GuildID]>([])
        let dispatcher = Dispatcher { guild throws(DeliveryError) in
            asked.withLock { asked in
                asked.append(guild)
                return nodes[asked.count - 1]
            }
        }
        #expect(try await dispatcher.deliver(Self.job, wait: .zero).state == .accepted)
        #expect(asked.withLock { $0 } == [Self.job.guild, Self.job.guild])
    }

    @Test func `a guild that nobody holds is told as such after the second look`() async throws {
        let node = try RunningNode { _ in .empty(Status(421)) }
        let dispatcher = Dispatcher(only: try node.client())
        await #expect(throws: DeliveryError.misdirected) { try await dispatcher.deliver(Self.job, wait: .zero) }
    }

    @Test func `where the holder can't be found the job goes nowhere`() async throws {
        let dispatcher = Dispatcher { _ throws(DeliveryError) in throw .nodeUnreachable }
        await #expect(throws: DeliveryError.nodeUnreachable) { try await dispatcher.deliver(Self.job, wait: .zero) }
    }
}
