import Foundation
import Testing

@testable import Operations

@Suite struct SupervisedProcessTests {
    private func child(_ arguments: String...) throws -> SupervisedProcess {
        try SupervisedProcess(
            name: "test", executable: URL(fileURLWithPath: "/bin/sh"), arguments: ["-c"] + arguments,
            environment: ["PATH": "/usr/bin:/bin"])
    }

    @Test func itsStatusIsTold() async throws {
        #expect(try await child("exit 7").end() == 7)
        #expect(try await child("kill -KILL $$").end() == 128 + SIGKILL)
    }

    @Test func theEndIsToldToWhoAsksLater() async throws {
        let ended = try child("exit 3")
        #expect(await ended.end() == 3)
        ended.signal(SIGKILL)
        #expect(await ended.end() == 3)
    }

    /// Each must see its own end while the others live, and inherit nothing of theirs.
    @Test func childrenStartedAtOnceShareNothing() async throws {
        for _ in 0..<20 {
            let children = try await withThrowingTaskGroup(of: SupervisedProcess.self) { group in
                for _ in 0..<4 { group.addTask { try child("read line") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for child in children {
                let folder = "/proc/\(child.identifier)/fd"
                let files = try FileManager.default.contentsOfDirectory(atPath: folder)
                // Its own loader may be reading a library; what others could have left to it are pipes and sockets.
                let inherited = files.filter { Int($0) ?? 0 > 2 }
                    .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
                    .filter { !$0.hasPrefix("/") }
                #expect(inherited == [])
            }
            for child in children {
                child.signal(SIGTERM)
                #expect(await child.end() == 128 + SIGTERM)
            }
        }
    }

    @Test func aProgramThatIsNotThereIsAnError() {
        #expect(throws: (any Error).self) {
            try SupervisedProcess(
                name: "test", executable: URL(fileURLWithPath: "/nowhere/at/all"), arguments: [], environment: [:])
        }
    }
}
