internal import Foundation

/// The simulated Discord as a child process, asked in JSON lines.
///
/// It ends when its standard input does, so it never outlives this process.
actor SimulatedDiscord {
    enum Failure: Error, CustomStringConvertible {
        case notInstalled(String)
        case ended
        case refused(String)
        case silent(String)

        var description: String {
            switch self {
            case .notInstalled(let what): "The demo needs \(what), which is not there. `make setup` prepares it."
            case .ended: "The simulated Discord ended unexpectedly."
            case .refused(let reason): "The simulated Discord says: \(reason)"
            case .silent(let what):
                "The simulated Discord gave no answer to \(what) within \(SimulatedDiscord.patience.components.seconds) seconds."
            }
        }
    }

    /// For its start and for each answer; some are those of the bot, which starts meanwhile.
    static let patience: Duration = .seconds(90)

    private let process = Process()
    private let input = Pipe()
    private let lines: AsyncThrowingStream<Data, any Error>
    private var waiting: [Int: CheckedContinuation<SimulatorAnswer, any Error>] = [:]
    private var number = 0
    private var hasEnded = false

    /// Starts it. `project` is the folder that holds `Tests/DiscordSimulator` and `.venv`.
    init(project: URL, arguments: [String], errors: FileHandle) throws {
        let python = project.appendingPathComponent(".venv/bin/python")
        let package = project.appendingPathComponent("Tests/DiscordSimulator/__main__.py")
        for needed in [python, package] where !FileManager.default.fileExists(atPath: needed.path) {
            throw Failure.notInstalled(needed.path)
        }
        let output = Pipe()
        process.executableURL = python
        process.arguments = ["-m", "DiscordSimulator"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONPATH": project.appendingPathComponent("Tests").path]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        let (lines, line) = AsyncThrowingStream.makeStream(of: Data.self)
        self.lines = lines
        try process.run()
        // A plain thread, since reading blocks. It ends with the child's output.
        Thread.detachNewThread {
            var rest = Data()
            while case let chunk = output.fileHandleForReading.availableData, !chunk.isEmpty {
                rest += chunk
                while let end = rest.firstIndex(of: 0x0A) {
                    line.yield(Data(rest[rest.startIndex..<end]))
                    rest = Data(rest[rest.index(after: end)...])
                }
            }
            line.finish()
        }
    }

    /// Reads its answers until it ends; `described` gets the first line. Runs beside the calls of `ask`.
    func run(described: @Sendable (SimulatorDescription) -> Void) async throws {
        defer { end() }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var isFirst = true
        for try await line in lines {
            if isFirst {
                isFirst = false
                // The names in `environment` must stay as they are.
                described(try JSONDecoder().decode(SimulatorDescription.self, from: line))
                continue
            }
            let answer = try decoder.decode(SimulatorAnswer.self, from: line)
            guard let id = answer.id else { continue }
            waiting.removeValue(forKey: id)?.resume(returning: answer)
        }
    }

    /// Sends a command and waits for its answer.
    func ask(_ command: SimulatorCommand) async throws -> SimulatorAnswer {
        guard !hasEnded else { throw Failure.ended }
        number += 1
        var command = command
        command.id = number
        let line = try JSONEncoder().encode(command) + Data([0x0A])
        let name = command.do
        let alarm = Task { [number] in
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            waiting.removeValue(forKey: number)?.resume(throwing: Failure.silent("“\(name)”"))
        }
        defer { alarm.cancel() }
        let answer = try await withCheckedThrowingContinuation { continuation in
            waiting[number] = continuation
            do {
                try input.fileHandleForWriting.write(contentsOf: line)
            } catch {
                waiting.removeValue(forKey: number)?.resume(throwing: Failure.ended)
            }
        }
        guard answer.ok else { throw Failure.refused(answer.error ?? "\(command.do) failed") }
        return answer
    }

    /// Closes its input, which ends it.
    func stop() {
        try? input.fileHandleForWriting.close()
    }

    /// Ends it whatever it does.
    func kill() {
        process.terminate()
    }

    private func end() {
        hasEnded = true
        for continuation in waiting.values { continuation.resume(throwing: Failure.ended) }
        waiting = [:]
    }
}
