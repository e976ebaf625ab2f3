import DiscordTypes
import Foundation
import HTTPServer
import Jobs
import LoopbackServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DeliveryRetryTests {
    static let job = Fixtures.job(.skip)

    /// Reads one request; nil where the peer closed before.
    private static func request(on connection: LoopbackConnection) -> PlaybackJob? {
        guard let head = connection.readHead(),
            let length = head.split(separator: "\r\n").first(where: { $0.lowercased().hasPrefix("content-length:") }),
            let count = Int(length.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)),
            let body = connection.read(count)
        else { return nil }
        return try? PlaybackJob(json: String(decoding: body, as: UTF8.self))
    }

    private static let accepted = Array(#"{"id":"1187654321098765432","state":"accepted"}"#.utf8)

    @Test func `a connection that breaks after the request is tried again with the same job`() async throws {
        let jobs = Mutex<[PlaybackJob]>([])
        let server = try LoopbackServer { connection in
            guard let job = Self.request(on: connection) else { return }
            let count = jobs.withLock { jobs in
                jobs.append(job)
                return jobs.count
            }
            // First an orderly end without an answer, then half an answer, then a reset.
            switch count {
            case 1: return
            case 2: connection.write("HTTP/1.1 202 Accepted\r\nContent-Length: 90\r\n\r\n{")
            case 3: connection.resetOnClose()
            default: connection.respond("202 Accepted", Self.accepted)
            }
        }
        let status = try await RunningNode.client(port: server.port).deliver(Self.job, wait: .zero)
        #expect(status.state == .accepted)
        #expect(jobs.withLock { $0 } == Array(repeating: Self.job, count: 4))
    }

    @Test func `a node that is ending is asked again`() async throws {
        let count = Atomic(0)
        let node = try RunningNode { _ in
            guard count.add(1, ordering: .sequentiallyConsistent).newValue > 2 else {
                return .empty(.serviceUnavailable)
            }
            return try .status(JobStatus(accepted: Self.job.id), .accepted)
        }
        #expect(try await node.client().deliver(Self.job, wait: .zero).state == .accepted)
    }

    @Test func `a node that starts again within the time gets the job`() async throws {
        // An address of its own, so that no other test takes the port in between.
        let address = "127.77.0.2"
        let first = try RunningNode(address: address) { _ in .empty() }
        let port = first.server.port
        try await first.stop()
        async let status = RunningNode.client(address: address, port: port).deliver(Self.job, wait: .zero)
        // Whether the first attempt has been refused by now or not: the job must arrive.
        try await Task.sleep(for: .milliseconds(60))
        let second = try RunningNode(address: address, port: port) { _ in
            try .status(JobStatus(accepted: Self.job.id), .accepted)
        }
        #expect(try await status.state == .accepted)
        try await second.stop()
    }

    @Test func `without a node the call ends in its time and says that nothing was handed over`() async throws {
        // Nobody listens at this address of the loopback network.
        let client = try RunningNode.client(address: "127.77.0.1", port: 9) { $0.margin = .milliseconds(600) }
        let error = await #expect(throws: DeliveryError.nodeUnreachable) {
            try await client.deliver(Self.job, wait: .milliseconds(100))
        }
        #expect(error?.leavesOutcomeOpen == false)
    }

    @Test func `a node that never answers is given up in time, with the outcome open`() async throws {
        let server = try LoopbackServer { $0.waitForEnd() }
        let client = try RunningNode.client(port: server.port) { $0.margin = .milliseconds(300) }
        let start = ContinuousClock.now
        let error = await #expect(throws: DeliveryError.noAnswer) {
            try await client.deliver(Self.job, wait: .milliseconds(100))
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(error?.leavesOutcomeOpen == true)
    }

    @Test func `a job that may have arrived is not told as undelivered when the node is gone afterwards`() async throws
    {
        // The node takes the request, says that it is ending, and ends.
        let server = Mutex<Server?>(nil)
        let node = try RunningNode { _ in
            server.withLock { $0?.drain() }
            return .empty(.serviceUnavailable)
        }
        server.withLock { $0 = node.server }
        let client = try node.client { $0.margin = .milliseconds(800) }
        let error = await #expect(throws: DeliveryError.noAnswer) {
            try await client.deliver(Self.job, wait: .zero)
        }
        #expect(error?.leavesOutcomeOpen == true)
    }

    @Test func `a cancelled call ends at once`() async throws {
        let arrived = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            arrived.continuation.yield()
            connection.waitForEnd()
        }
        let client = try RunningNode.client(port: server.port)
        let call = Task { try await client.deliver(Self.job, wait: .seconds(5)) }
        for await _ in arrived.stream { break }
        call.cancel()
        await #expect(throws: DeliveryError.cancelled) { try await call.value }
    }
}
