import Audio
import Crypto
import Foundation
import Testing

@testable import Catalog

/// The operator's program as a child: what it sees, what ends it.
@Suite(.timeLimit(.minutes(2)))
struct ProgramReaderTests {
    /// All that a program writes, on a plain thread.
    private static func output(
        _ program: SoundProgram, cancelling: (@Sendable (ProgramReader) -> Void)? = nil
    ) async -> Result<[UInt8], any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    returning: Result {
                        let reader = try ProgramReader(program, track: "T", token: SecretText("CANARY"))
                        cancelling?(reader)
                        try reader.begin()
                        var (received, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1000))
                        while true {
                            var span = buffer.mutableSpan
                            let count = try reader.read(into: &span)
                            if count == 0 { return received }
                            received += buffer[..<count]
                        }
                    })
            }
        }
    }

    @Test func `R37 it sees its arguments and one line, and nothing of our environment, folder or descriptors`()
        async throws
    {
        let script = "read line; pwd; echo \"$1|$2|$#\"; env | sort | cut -d= -f1; ls /proc/self/fd | tr '\\n' ' '"
        let program = try Script.program(script, arguments: ["a b; touch x", "$(id)"])
        let text = String(decoding: try await Self.output(program).get(), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first == "/")
        // No shell of ours reads them.
        #expect(lines.dropFirst().first == "a b; touch x|$(id)|2")
        #expect(Set(lines.dropFirst(2).dropLast()).isSubset(of: ["LC_ALL", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]))
        // Its three pipes, and the folder that `ls` reads.
        #expect(lines.last?.split(separator: " ").count == 4)
    }

    @Test func `much sound comes whole, whatever is said on the error output`() async throws {
        let script = "head -c 300000 /dev/zero >&2; head -c 3000000 /dev/zero; head -c 300000 /dev/zero >&2"
        #expect(try await Self.output(try Script.program(script)).get().count == 3_000_000)
    }

    @Test(arguments: [("exit 0", Int32(0)), ("exit 7", 7), ("head -c 100 /dev/zero; exit 7", 7)])
    func `nothing, and half of it, is a failure`(script: String, status: Int32) async throws {
        let outcome = await Self.output(try Script.program(script))
        #expect(throws: ProgramReader.Failure.ended(.exited(status))) { try outcome.get() }
    }

    @Test func `R37 it writes no file`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("written-\(UUID().uuidString)").path
        _ = await Self.output(try Script.program("read line; echo x > \(file); echo done"))
        #expect((try? Data(contentsOf: URL(fileURLWithPath: file)))?.isEmpty != false)
    }

    @Test func `one that says nothing is given up, and one that nobody hears is ended with all it started`()
        async throws
    {
        var silent = try Script.program("sleep 600 & sleep 600")
        silent.patience = .milliseconds(200)
        let outcome = await Self.output(silent)
        #expect(throws: ProgramReader.Failure.silent(after: .milliseconds(200))) { try outcome.get() }
        let start = ContinuousClock.now
        let cancelled = await Self.output(try Script.program("sleep 600 & sleep 600")) { reader in
            Thread.detachNewThread { reader.cancel() }
        }
        #expect(throws: CancellationError.self) { try cancelled.get() }
        #expect(start.duration(to: .now) < .seconds(10))
    }

    @Test func `one that is not there has a name`() async {
        let outcome = await Self.output(SoundProgram(path: "/nonexistent/program", arguments: []))
        #expect(throws: (any Error).self) { try outcome.get() }
    }
}
