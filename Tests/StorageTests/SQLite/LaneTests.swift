import DiscordTypes
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

struct LaneTests {
    let folder: TemporaryFolder
    var place: Opened

    init() throws {
        folder = try TemporaryFolder()
        place = Opened(in: folder.path)
    }

    /// Keeps the writing connection busy until `open` is called.
    private final class Barrier: Sendable {
        let entered = DispatchSemaphore(value: 0)
        private let gate = DispatchSemaphore(value: 0)
        private let wasEntered = Atomic(false)

        func hold() {
            wasEntered.store(true, ordering: .sequentiallyConsistent)
            entered.signal()
            gate.wait()
        }

        func open() { gate.signal() }

        /// Makes the connection hang and returns what the caller was told. On a machine so busy that the deadline passes
        /// before the connection gets to it, the access is withdrawn and tried again.
        func hang(_ file: SQLiteFile, then body: @escaping @Sendable (Database) throws -> Void) async -> StoreError? {
            while true {
                do throws(StoreError) {
                    try await file.write { database in
                        self.hold()
                        try body(database)
                    }
                    return nil
                } catch {
                    if wasEntered.load(ordering: .sequentiallyConsistent) { return error }
                }
            }
        }

        func waitUntilEntered() async {
            await withCheckedContinuation { caller in
                DispatchQueue.global().async {
                    self.entered.wait()
                    caller.resume()
                }
            }
        }
    }

    @Test func `a failing access leaves those that share its commit alone`() async throws {
        let node = try await place.node()
        let barrier = Barrier()
        async let held: Void = node.file.write { _ in barrier.hold() }
        await barrier.waitUntilEntered()
        let results = await withTaskGroup(of: (Int, Result<Void, StoreError>).self) { group in
            for number in 0..<100 {
                group.addTask {
                    let job = JobCompletion(job: "missing", outcome: "")
                    do throws(StoreError) {
                        try await node.apply(
                            [.insert([Samples.entry(Int64(number))])], to: Samples.guild, epoch: 1,
                            completing: number.isMultiple(of: 7) ? job : nil)
                        return (number, .success(()))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            barrier.open()
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try await held
        let stored = try #require(try await node.queue(of: Samples.guild)).entries.map(\.id)
        #expect(stored == (0..<100).filter { !$0.isMultiple(of: 7) })
        for (number, result) in results {
            switch result {
            case .success: #expect(!number.isMultiple(of: 7))
            case .failure(let error): #expect(number.isMultiple(of: 7) && error == .notFound)
            }
        }
    }

    @Test func `readers go on while a commit hangs, and see nothing of it`() async throws {
        let node = try await place.node()
        _ = try await node.accept(Samples.job("a"))
        let barrier = Barrier()
        async let held: Void = node.file.write { database in
            try database.execute(sql: "DELETE FROM job")
            barrier.hold()
        }
        await barrier.waitUntilEntered()
        #expect(try await node.job("a") != nil)
        barrier.open()
        try await held
        #expect(try await node.job("a") == nil)
    }

    @Test mutating func `a change that hangs is told as unanswered in time`() async throws {
        place.configuration.deadline = .milliseconds(150)
        let node = try await place.node()
        let barrier = Barrier()
        let fact = await barrier.hang(node.file) { database in
            try database.execute(sql: "INSERT INTO job VALUES ('late', 1, '', NULL, 0, 9000000000000000, 0)")
        }
        #expect(fact == .unanswered)
        // Those behind it never begin, and are told so.
        await #expect(throws: StoreError.timedOut) { try await node.accept(Samples.job("withdrawn")) }
        barrier.open()
        try await untilDone(node)
        let jobs = try await place.intruder().read { try String.fetchAll($0, sql: "SELECT id FROM job") }
        #expect(jobs == ["late"])
    }

    @Test mutating func `after an unanswered change the queue tells what became of it, and nothing before that`()
        async throws
    {
        place.configuration.deadline = .milliseconds(150)
        let node = try await place.node()
        let barrier = Barrier()
        let fact = await barrier.hang(node.file) { database in
            try database.execute(sql: "INSERT INTO guild_playback (guild, epoch, updated_at) VALUES (7, 1, 0)")
        }
        #expect(fact == .unanswered)
        await #expect(throws: StoreError.timedOut) { try await node.queue(of: GuildID(7)) }
        barrier.open()
        // The first answer counts; on a slow machine it may take more than one call to get any.
        var queue: GuildQueueRecord?
        var isAnswered = false
        while !isAnswered {
            do throws(StoreError) {
                queue = try await node.queue(of: GuildID(7))
                isAnswered = true
            } catch {
                try #require(error == .timedOut || error == .unanswered)
            }
        }
        #expect(queue?.playback.epoch == 1)
    }

    @Test mutating func `beyond the bound the store answers busy at once`() async throws {
        place.configuration.maximumWaiting = 4
        let node = try await place.node()
        let barrier = Barrier()
        async let held: Void = node.file.write { _ in barrier.hold() }
        await barrier.waitUntilEntered()
        let refused = await withTaskGroup(of: StoreError?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do throws(StoreError) {
                        _ = try await node.accept(Samples.job("\(number)"))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var answers: [StoreError?] = []
            // Sixteen are answered while the connection is still held.
            for await answer in group {
                answers.append(answer)
                if answers.count == 16 { barrier.open() }
            }
            return answers
        }
        try await held
        #expect(refused.prefix(16).allSatisfy { $0 == .busy })
        #expect(refused.suffix(4).allSatisfy { $0 == nil })
        #expect(try await node.takeUpUnfinished().count == 4)
    }

    @Test mutating func `accesses that gave up make room for new ones`() async throws {
        place.configuration.maximumWaiting = 2
        place.configuration.deadline = .milliseconds(100)
        let node = try await place.node()
        let barrier = Barrier()
        #expect(await barrier.hang(node.file) { _ in } == .unanswered)
        for number in 0..<5 {
            await #expect(throws: StoreError.timedOut) { try await node.accept(Samples.job("\(number)")) }
        }
        barrier.open()
        try await untilDone(node)
        let jobs = try await place.intruder().read { try String.fetchAll($0, sql: "SELECT id FROM job") }
        #expect(jobs.isEmpty)
    }

    @Test mutating func `closing does not wait for ever for a change that hangs`() async throws {
        place.configuration.deadline = .milliseconds(100)
        let node = try await place.node()
        let barrier = Barrier()
        #expect(await barrier.hang(node.file) { _ in } == .unanswered)
        await #expect(throws: StoreError.unanswered) { try await node.close() }
        barrier.open()
    }

    @Test func `a cancelled task still saves`() async throws {
        let node = try await place.node()
        let acceptance = try await withThrowingTaskGroup(of: JobAcceptance.self) { group in
            group.cancelAll()
            group.addTask { try await node.accept(Samples.job("a")) }
            return try await group.next()
        }
        #expect(acceptance == .new)
        #expect(try await node.job("a") != nil)
    }

    /// Waits until the writer has come back to life, whatever its short deadline says of single calls.
    private func untilDone(_ node: SQLiteNodeStore) async throws {
        while true {
            do throws(StoreError) {
                return try await node.file.write { _ in }
            } catch {
                try #require(error == .timedOut || error == .unanswered)
            }
        }
    }
}
