import DiscordTypes
import Foundation
import Storage
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct CrashTests {
    /// Plays jobs for two guilds at once, and notes each one that was acknowledged, until the process is killed.
    static func commitForEver(in folder: String) async throws -> Never {
        let node = try await Opened(in: folder).node()
        let acknowledged = try AppendedFile(folder + "/acknowledged")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for guild in [Samples.guild, Samples.otherGuild] {
                group.addTask {
                    for number in 1... as PartialRangeFrom<Int64> {
                        let id = "\(guild.rawValue % 1000)-\(number)"
                        _ = try await node.accept(Samples.job(id, of: guild, acceptedAt: 1, lasting: .max - 1))
                        try acknowledged.append("accepted \(id)")
                        try await node.apply(
                            [
                                .insert([Samples.entry(number, title: id)]),
                                .playback(Samples.playback(of: guild, current: number)),
                            ], to: guild, epoch: 1, completing: JobCompletion(job: id, outcome: id))
                        try acknowledged.append("applied \(id)")
                    }
                }
            }
            try await group.waitForAll()
        }
        fatalError("the loops never end")
    }

    @Test(arguments: [3, 40, 111, 200])
    func `after a SIGKILL every acknowledged change is there, and none by half`(acknowledgements: Int) async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String, acknowledgements] in
            Thread.detachNewThread {
                while AppendedFile.lines(of: path + "/acknowledged").count < acknowledgements { usleep(200) }
                // Any moment of a commit may be the last.
                usleep(.random(in: 0..<3000))
                kill(getpid(), SIGKILL)
            }
            try await CrashTests.commitForEver(in: path)
        }
        try await Self.verify(folder.path, atLeast: acknowledgements)
    }

    private static func verify(_ folder: String, atLeast: Int) async throws {
        let lines = AppendedFile.lines(of: folder + "/acknowledged").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count >= atLeast)
        let node = try await Opened(in: folder).node()
        var entries: Set<String> = []
        for guild in [Samples.guild, Samples.otherGuild] {
            let queue = try await node.queue(of: guild)
            let titles = queue?.entries.map(\.title) ?? []
            #expect(Set(titles).count == titles.count)
            entries.formUnion(titles)
            #expect(queue?.playback.current == queue?.entries.last?.id)
        }
        for line in lines {
            let job = try await node.job(line[1])
            #expect(job != nil, "\(line) was lost")
            if line[0] == "applied" {
                #expect(entries.contains(line[1]) && job?.outcome == line[1], "\(line) was lost")
            }
        }
        // Outcome and entry are one transaction: neither is there without the other.
        let unfinished = Set(try await node.takeUpUnfinished().map(\.id))
        #expect(unfinished.isDisjoint(with: entries))
        #expect(unfinished.count <= 2)
        for id in entries {
            #expect(try await node.job(id)?.outcome == id)
        }
    }

    @Test func `R6 of two processes that claim the same interactions each is first for different ones`() async throws {
        let folder = try TemporaryFolder()
        async let child = #expect(processExitsWith: .success) { [path = folder.path as String] in
            try await CrashTests.claimAll(in: path, as: "child")
        }
        try await AppendedFile.waitForLines(1, in: folder.path + "/child")
        try await Self.claimAll(in: folder.path, as: "parent")
        _ = await child
        let firsts = ["child", "parent"].map { AppendedFile.lines(of: folder.path + "/" + $0).dropFirst() }
        #expect(firsts[0].count + firsts[1].count == 300)
        #expect(Set(firsts.joined()).count == 300)
    }

    /// Claims three hundred interactions and notes those for which it was the first.
    static func claimAll(in folder: String, as name: String) async throws {
        let store = try await Opened(in: folder).endpoint()
        let firsts = try AppendedFile(folder + "/" + name)
        try firsts.append("open")
        for id in 1...300 as ClosedRange<UInt64> {
            if try await store.claim(InteractionID(id), expiresAt: .max) == .first { try firsts.append("\(id)") }
        }
        try await store.close()
    }
}
