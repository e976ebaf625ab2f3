internal import Deadlines
package import Foundation

/// `timmybot demo`: the whole bot against the simulated Discord, from a signed `/play` to the sound a listener hears.
package struct Demo: Sendable {
    package struct Options: Sendable {
        /// How much to listen to.
        package var seconds: Double
        package var wav: URL
        /// The file to play; nil for the piece that comes with the bot.
        package var music: URL?
        package var isEncrypted: Bool
        /// Redraw one line instead of writing many: standard output is a terminal.
        package var isInteractive: Bool

        package init(seconds: Double, wav: URL, music: URL?, isEncrypted: Bool, isInteractive: Bool) {
            self.seconds = seconds
            self.wav = wav
            self.music = music
            self.isEncrypted = isEncrypted
            self.isInteractive = isInteractive
        }
    }

    package enum Failure: Error, CustomStringConvertible {
        case noMusic(String)
        case notHeard(log: String)
        case noSimulator

        package var description: String {
            switch self {
            case .noMusic(let path): "There is no file \(path)."
            case .notHeard(let log): "Nothing was heard. What the bot says is in \(log)."
            case .noSimulator:
                "The simulated Discord was not found: run this in the project's folder, which holds Tests/DiscordSimulator."
            }
        }
    }

    /// The parts take up to ten seconds to finish what they are at.
    private static let endingPatience: Duration = .seconds(30)

    private let executable: URL
    private let options: Options

    package init(executable: URL, options: Options) {
        self.executable = executable
        self.options = options
    }

    /// Returns whether everything that was sent was heard.
    package func run() async throws -> Bool {
        let music = try music()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("timmybot-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = folder.appendingPathComponent("bot.log")
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let output = try FileHandle(forWritingTo: log)
        say("TimmyBot demo: simulated Discord, real bot, real audio (\(music.lastPathComponent))")
        let arguments = ["--dave", options.isEncrypted ? "1" : "0"]
        let discord = try SimulatedDiscord(project: try project(), arguments: arguments, errors: output)
        do {
            return try await watch(discord) {
                try await play(music, on: discord, $0, folder: folder, log: log, output: output)
            }
        } catch {
            await discord.kill()
            throw error
        }
    }

    /// Runs the simulated Discord while `body` does, which gets what it says of itself.
    private func watch(
        _ discord: SimulatedDiscord, _ body: @escaping @Sendable (SimulatorDescription) async throws -> Bool
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool?.self) { group in
            let (described, describe) = AsyncStream.makeStream(of: SimulatorDescription.self)
            group.addTask {
                try await discord.run { describe.yield($0) }
                describe.finish()
                return nil
            }
            group.addTask {
                let description: SimulatorDescription
                do {
                    description = try await Deadline.after(SimulatedDiscord.patience).run {
                        for await value in described { return value }
                        throw SimulatedDiscord.Failure.ended
                    }
                } catch is DeadlinePassed {
                    throw SimulatedDiscord.Failure.silent("its start")
                }
                return try await body(description)
            }
            for try await isGood in group {
                guard let isGood else { continue }
                await discord.stop()
                return isGood
            }
            throw SimulatedDiscord.Failure.ended
        }
    }

    private func play(
        _ music: URL, on discord: SimulatedDiscord, _ description: SimulatorDescription, folder: URL, log: URL,
        output: FileHandle
    ) async throws -> Bool {
        let ports = try FreePorts(2)
        var environment = ProcessInfo.processInfo.environment.merging(description.environment) { $1 }
        environment["TIMMYBOT_DATA_DIR"] = folder.appendingPathComponent("data").path
        environment["TIMMYBOT_PORT"] = "\(ports.numbers[0])"
        environment["TIMMYBOT_NODE_PORT"] = "\(ports.numbers[1])"
        environment["TIMMYBOT_ALLOWLIST"] = "off"
        environment["TIMMYBOT_MEDIA_ALLOW"] = "127.0.0.1/32"
        let bot = try SupervisedProcess(
            name: "bot", executable: executable, arguments: ["up"], environment: environment, output: output)
        defer { bot.signal(SIGTERM) }
        var command = SimulatorCommand("endpoint")
        command.url = "http://127.0.0.1:\(ports.numbers[0])/interactions"
        _ = try await discord.ask(command)
        say("  the endpoint answers signed requests and refuses wrong signatures")
        _ = try await discord.ask(SimulatorCommand("ready"))
        say("  the voice node is at the gateway")
        command = SimulatorCommand("interaction")
        command.command = "play"
        command.files = ["file": music.path]
        let reply = try await discord.ask(command)
        say("  /play was answered: \(Self.oneLine(reply.reply ?? ""))")
        let isHeard = try await listen(to: discord, log: log)
        try await report(discord, reply)
        bot.signal(SIGTERM)
        if (try? await Deadline.after(Self.endingPatience).run { await bot.end() }) == nil {
            bot.signal(SIGKILL)
            say("  the bot had not ended after \(Self.endingPatience.components.seconds) seconds and was killed")
        }
        // After a failure it stays, with the log that is named then.
        if isHeard { try FileManager.default.removeItem(at: folder) }
        return isHeard
    }

    private func listen(to discord: SimulatedDiscord, log: URL) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(options.seconds + 20)
        var heard = 0.0
        while heard < options.seconds, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
            heard = try await discord.ask(SimulatorCommand("stats")).seconds ?? 0
            if options.isInteractive { draw(heard) }
        }
        if options.isInteractive { FileHandle.standardOutput.write(Data("\n".utf8)) }
        guard heard > 0 else { throw Failure.notHeard(log: log.path) }
        return heard >= options.seconds
    }

    private func draw(_ heard: Double) {
        let width = 48
        let done = min(width, Int(Double(width) * heard / options.seconds))
        let bar = String(repeating: "━", count: done) + String(repeating: "┈", count: width - done)
        let line = "\r  heard \(bar) \(Self.number(heard)) of \(Self.number(options.seconds)) s"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private func report(_ discord: SimulatedDiscord, _ reply: SimulatorAnswer) async throws {
        let stats = try await discord.ask(SimulatorCommand("stats"))
        var command = SimulatorCommand("wav")
        command.path = options.wav.path
        let wav = try await discord.ask(command)
        command = SimulatorCommand("envelope")
        command.points = 72
        let envelope = try await discord.ask(command).envelope ?? []
        say("")
        for line in Waveform(peaks: envelope).lines { say("  " + line) }
        say("")
        say(
            "  heard and decoded     \(Self.number(stats.seconds)) s, \(Self.number(wav.loudnessDb)) dB, in \(options.wav.path)"
        )
        say("  reply to /play        \(Self.number(reply.replyMs)) ms")
        say("  time to first sound   \(Self.number(stats.firstPacketMs)) ms")
        say("  packets               \(stats.received ?? 0) received, \(stats.lost ?? 0) lost")
        if let jitter = stats.jitterMs {
            say("  jitter                p50 \(Self.number(jitter.p50)) ms, p99 \(Self.number(jitter.p99)) ms")
        }
        if options.isEncrypted {
            let privacy = try await discord.ask(SimulatorCommand("privacy"))
            say("  end-to-end encrypted  voice privacy code \(privacy.code ?? "none")")
        }
    }

    private func music() throws -> URL {
        if let music = options.music {
            guard FileManager.default.fileExists(atPath: music.path) else { throw Failure.noMusic(music.path) }
            return music.absoluteURL
        }
        guard let bundled = Bundle.module.url(forResource: "demo-music", withExtension: "ogg") else {
            throw Failure.noMusic("demo-music.ogg")
        }
        return bundled
    }

    /// The project's folder: the working directory, or one above the executable.
    private func project() throws -> URL {
        var candidates = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            candidates.append(folder)
            folder = folder.deletingLastPathComponent()
        }
        let isProject = { (folder: URL) in
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("Tests/DiscordSimulator").path)
        }
        guard let found = candidates.first(where: isProject) else { throw Failure.noSimulator }
        return found
    }

    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func oneLine(_ text: String) -> String {
        text.replacingOccurrences(of: "**", with: "").split(whereSeparator: \.isNewline).joined(separator: " · ")
    }

    private static func number(_ value: Double?) -> String {
        guard let value else { return "–" }
        return String(format: "%.1f", value)
    }
}
