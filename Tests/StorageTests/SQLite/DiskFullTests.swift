import DiscordTypes
import Foundation
import Storage
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct DiskFullTests {
    /// A file system of 1 MiB in memory. Only root can mount one.
    final class SmallDisk: Sendable {
        static let isPossible: Bool = {
            guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
            return (try? SmallDisk(in: folder)) != nil
        }()

        let folder: TemporaryFolder
        var path: String { folder.path + "/disk" }

        init(in folder: TemporaryFolder) throws {
            self.folder = folder
            try FileManager.default.createDirectory(atPath: folder.path + "/disk", withIntermediateDirectories: false)
            try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "timmybot-test", folder.path + "/disk")
        }

        deinit {
            // Lazily, for a connection may still be closing.
            try? Self.run("/bin/umount", "-l", path)
        }

        private static func run(_ program: String, _ arguments: String...) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    /// Commits until the disk refuses, then makes room and goes on. Nothing acknowledged may be missing.
    static func fill(_ place: Opened, expecting: (StoreError) -> Bool, makeRoom: () throws -> Void) async throws {
        let node = try await place.node()
        var acknowledged: [Int64] = []
        var refusal: StoreError?
        while refusal == nil, acknowledged.count < 5_000 {
            let number = Int64(acknowledged.count)
            do throws(StoreError) {
                try await node.apply(
                    [.insert([Samples.entry(number, title: String(repeating: "x", count: 3_000))])],
                    to: Samples.guild, epoch: 1)
                acknowledged.append(number)
            } catch {
                refusal = error
            }
        }
        let fact = try #require(refusal)
        #expect(expecting(fact), "\(fact)")
        #expect(fact != .unanswered)
        #expect(try await node.queue(of: Samples.guild)?.entries.map(\.id) == acknowledged, "reads go on")

        try makeRoom()
        try await node.apply([.insert([Samples.entry(1_000_000)])], to: Samples.guild, epoch: 1)
        try await node.close()
        let stored = try #require(try await place.node().queue(of: Samples.guild)).entries.map(\.id)
        #expect(stored == acknowledged + [1_000_000])
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
    func `R48 a full disk refuses the change, keeps what was acknowledged and recovers`() async throws {
        let disk = try SmallDisk(in: TemporaryFolder())
        let ballast = disk.path + "/ballast"
        try Data(count: 300_000).write(to: URL(fileURLWithPath: ballast))
        try await Self.fill(Opened(in: disk.path), expecting: { $0 == .full }) {
            try FileManager.default.removeItem(atPath: ballast)
        }
    }

    @Test func `a limit on the file's size refuses the change, keeps what was acknowledged and recovers`() async throws
    {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            signal(SIGXFSZ, SIG_IGN)
            try DiskFullTests.limitFiles(to: 400_000)
            func isWriteError(_ error: StoreError) -> Bool {
                if case .unavailable = error { return true }
                return error == .full
            }
            try await DiskFullTests.fill(Opened(in: path), expecting: isWriteError) {
                try DiskFullTests.limitFiles(to: 100_000_000)
            }
        }
    }

    static func limitFiles(to bytes: UInt) throws {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        limit.rlim_cur = bytes
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}
