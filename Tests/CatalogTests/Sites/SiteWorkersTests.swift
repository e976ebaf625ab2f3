import Foundation
import Glibc
import Testing

@testable import Catalog

@Suite(.disabled(if: SiteStage.isMissing, "no .venv with yt-dlp: scripts/setup"), .timeLimit(.minutes(5)))
struct SiteWorkersTests {
    @Test func `workers are killed at random and every question is answered`() async throws {
        let stage = try SiteStage()
        let site = try WebSite { _, request in WebSite.audioPage("/\(request.path.dropFirst()).opus") }
        // One death a round: a question is asked once more, so two in its way would rightly fail it.
        for round in 0..<3 {
            let answers = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for number in 0..<4 {
                    group.addTask {
                        guard case .track(_, let audio) = try await stage.sites.find(site.url("/\(round)-\(number)"))
                        else { return (number, nil) }
                        return (number, audio.url)
                    }
                }
                var answers: [Int: String?] = [:]
                for try await (number, url) in group {
                    if answers.isEmpty {
                        // Whoever is at work now, or waits for work.
                        let process = try #require(await stage.workers.processes.randomElement())
                        #expect(kill(process, SIGKILL) == 0)
                    }
                    answers[number] = url
                }
                return answers
            }
            for number in 0..<4 { #expect(answers[number] == site.url("/\(round)-\(number).opus")) }
        }
    }

    @Test func `a question whose worker dies is asked once more, and only once`() async throws {
        let stage = try SiteStage { $0.maximumWorkers = 1 }
        let (arrivals, arrived) = AsyncStream.makeStream(of: Int.self)
        let site = try WebSite { _, request in
            arrived.yield(request.number)
            return request.path == "/fatal" || request.number == 0 ? nil : WebSite.audioPage("/a.opus")
        }
        let killer = Task {
            for await _ in arrivals {
                for process in await stage.workers.processes { kill(process, SIGKILL) }
            }
        }
        await #expect(throws: SiteError.died) { try await stage.sites.find(site.url("/fatal")) }
        killer.cancel()
        #expect(site.seen.count == 2)
    }

    @Test func `a question beyond its deadline ends its worker with all that it started`() async throws {
        let stage = try SiteStage {
            $0.deadline = .seconds(3)
            $0.maximumWorkers = 1
        }
        let site = try WebSite { _, request in request.path == "/slow" ? nil : WebSite.audioPage("/a.opus") }
        await stage.workers.warmUp()
        let process = try #require(await stage.workers.processes.first)
        await #expect(throws: SiteError.timedOut) { try await stage.sites.find(site.url("/slow")) }
        while kill(-process, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await !stage.workers.processes.contains(process))
    }

    @Test func `a slow page that nobody waits for any more keeps nobody from a worker`() async throws {
        let stage = try SiteStage {
            $0.abandonedPatience = .milliseconds(100)
            $0.maximumWorkers = 1
        }
        let (arrivals, arrived) = AsyncStream.makeStream(of: Int.self)
        let site = try WebSite { _, request in
            guard request.path == "/slow" else { return WebSite.audioPage("/a.opus") }
            arrived.yield(request.number)
            return nil
        }
        let slow = Task { try await stage.sites.find(site.url("/slow")) }
        for await _ in arrivals.prefix(1) {}
        let process = try #require(await stage.workers.processes.first)
        slow.cancel()
        await #expect(throws: SiteError.cancelled) { try await slow.value }
        while kill(-process, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        guard case .track = try await stage.sites.find(site.url("/track")) else { throw CancellationError() }
        #expect(site.seen.filter { $0.path == "/slow" }.count == 1)
    }

    @Test func `without a Python nothing hangs`() async throws {
        let stage = try SiteStage { $0.python = "/nonexistent/python" }
        await #expect(throws: SiteError.cannotStart) { try await stage.sites.find("https://example.org/a") }
    }
}
