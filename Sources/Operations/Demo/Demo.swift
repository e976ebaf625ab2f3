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
        case notHeard
        case noSimulator
        /// Something went wrong while the bot ran, whose log was kept.
        case logged(any Error, log: String)

        package var description: String {
            switch self {
            case .noMusic(let path): "There is no file \(path)."
            case .notHeard: "Nothing was heard."
            case .logged(let error, let log): "\(error)\n\(Self.words(about: log))"
            case .noSimulator:
                "The simulated Discord was not found: run this in the project's folder, which holds Tests/DiscordSimulator."
            }
        }

        static func words(about log: String) -> String { "What the bot said is kept in \(log)" }
    }

    private let executable: URL
    private let options: Options

    package init(executable: URL, options: Options) {
        self.executable = executable
        self.options = options
    }

    /// Returns whether everything that was sent was heard. Where it was not, the bot's log stays in the temporary folder, and is
    /// named; nothing else does.
    package func run() async throws -> Bool {
        let (music, project) = (try music(), try project())
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("timmybot-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = folder.appendingPathComponent("bot.log")
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        do {
            let output = try FileHandle(forWritingTo: log)
            let isHeard = try await run(music, project: project, folder: folder, output: output)
            if try clear(folder, keeping: isHeard ? nil : log) { say("  \(Failure.words(about: log.path))") }
            return isHeard
        } catch {
            throw try clear(folder, keeping: log) ? Failure.logged(error, log: log.path) : error
        }
    }

    /// Removes what the demo made in the temporary folder, but for a log with words in it. Returns whether there is one.
    private func clear(_ folder: URL, keeping log: URL?) throws -> Bool {
        guard let log, try !Data(contentsOf: log).isEmpty else {
            try FileManager.default.removeItem(at: folder)
            return false
        }
        let data = Self.data(in: folder)
        if FileManager.default.fileExists(atPath: data.path) { try FileManager.default.removeItem(at: data) }
        return true
    }

    private static func data(in folder: URL) -> URL { folder.appendingPathComponent("data") }

    private func run(_ music: URL, project: URL, folder: URL, output: FileHandle) async throws -> Bool {
        say("TimmyBot demo: simulated Discord, real bot, real audio (\(music.lastPathComponent))")
        let arguments = ["--dave", options.isEncrypted ? "1" : "0"]
        let discord = try SimulatedDiscord(project: project, arguments: arguments, errors: output)
        do {
            return try await watch(discord) { try await play(music, on: discord, $0, folder: folder, output: output) }
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
        _ music: URL, on discord: SimulatedDiscord, _ description: SimulatorDescription, folder: URL,
        output: FileHandle
    ) async throws -> Bool {
        let ports = try FreePorts(2)
        var environment = ProcessInfo.processInfo.environment.merging(description.environment) { $1 }
        environment["TIMMYBOT_DATA_DIR"] = Self.data(in: folder).path
        environment["TIMMYBOT_PORT"] = "\(ports.numbers[0])"
        environment["TIMMYBOT_NODE_PORT"] = "\(ports.numbers[1])"
        environment["TIMMYBOT_ALLOWLIST"] = "off"
        environment["TIMMYBOT_MEDIA_ALLOW"] = "127.0.0.1/32"
        let bot = try DemoBot(executable: executable, environment: environment, output: output)
        return try await bot.run {
            try await play(music, on: discord, endpoint: "http://127.0.0.1:\(ports.numbers[0])/interactions")
        } abandon: {
            await discord.stop()
        }
    }

    private func play(_ music: URL, on discord: SimulatedDiscord, endpoint: String) async throws -> Bool {
        var command = SimulatorCommand("endpoint")
        command.url = endpoint
        _ = try await discord.ask(command)
        say("  the endpoint answers signed requests and refuses wrong signatures")
        _ = try await discord.ask(SimulatorCommand("ready"))
        say("  the voice node is at the gateway")
        command = SimulatorCommand("interaction")
        command.command = "play"
        command.files = ["file": music.path]
        let reply = try await discord.ask(command)
        say("  /play was answered: \(Self.oneLine(reply.reply ?? ""))")
        let isHeard = try await listen(to: discord)
        try await report(discord, reply)
        return isHeard
    }

    private func listen(to discord: SimulatedDiscord) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(options.seconds + 20)
        var heard = 0.0
        while heard < options.seconds, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
            heard = try await discord.ask(SimulatorCommand("stats")).seconds ?? 0
            if options.isInteractive { draw(heard) }
        }
        if options.isInteractive { FileHandle.standardOutput.write(Data("\n".utf8)) }
        guard heard > 0 else { throw Failure.notHeard }
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
