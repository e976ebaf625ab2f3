import DiscordTypes
import Foundation
import Synchronization

@testable import VoiceNode

/// The simulated Discord (`Tests/DiscordSimulator`) as a child process. It ends when its standard input does.
final class SimulatedDiscord: Sendable {
    struct Guild: Decodable, Sendable {
        let guild: GuildID
        let user: UserID
        let voiceChannel: ChannelID

        private enum CodingKeys: String, CodingKey {
            case guild, user
            case voiceChannel = "voice_channel"
        }
    }

    private struct Start: Decodable, Sendable {
        let gateway: String
        let caFile: String
        let token: String
        let guilds: [Guild]

        private enum CodingKeys: String, CodingKey {
            case gateway, token, guilds
            case caFile = "ca_file"
        }
    }

    struct Failure: Error {
        let text: String
    }

    /// Nil where the Python environment of the tests is not set up.
    static let python: String? = {
        let path = root.appending(path: ".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private let process: Process
    private let input: FileHandle
    private let lines: Inbox<Data>
    private let start: Start

    private init(process: Process, input: FileHandle, lines: Inbox<Data>, start: Start) {
        self.process = process
        self.input = input
        self.lines = lines
        self.start = start
    }

    static func launch(guilds: Int = 1) async throws -> SimulatedDiscord {
        guard let python else { throw Failure(text: "no .venv") }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-m", "DiscordSimulator", "--guilds", String(guilds)]
        process.environment = ["PYTHONPATH": root.appending(path: "Tests").path, "PATH": "/usr/bin:/bin"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let lines = Inbox<Data>()
        let reading = output.fileHandleForReading
        Thread.detachNewThread { read(reading, into: lines) }
        let start = try JSONDecoder().decode(Start.self, from: await lines.take())
        return SimulatedDiscord(process: process, input: input.fileHandleForWriting, lines: lines, start: start)
    }

    private static func read(_ file: FileHandle, into lines: Inbox<Data>) {
        var rest = Data()
        while true {
            let chunk = file.availableData
            guard !chunk.isEmpty else { return lines.put(Data(#"{"ok":false,"error":"ended"}"#.utf8)) }
            rest += chunk
            while let end = rest.firstIndex(of: 0x0A) {
                lines.put(Data(rest[rest.startIndex..<end]))
                rest = Data(rest[rest.index(after: end)...])
            }
        }
    }

    var gateway: String { start.gateway }
    var caFile: String { start.caFile }
    var token: GatewayToken { GatewayToken(start.token) }
    var guilds: [Guild] { start.guilds }

    /// Sends one command and returns its answer. One at a time.
    @discardableResult
    func command(_ json: String) async throws -> [String: any Sendable] {
        try input.write(contentsOf: Data((json + "\n").utf8))
        let line = await lines.take()
        guard let answer = try JSONSerialization.jsonObject(with: line) as? [String: any Sendable],
            answer["ok"] as? Bool == true
        else { throw Failure(text: String(decoding: line, as: UTF8.self)) }
        return answer
    }

    /// Every protocol rule that was broken.
    func violations() async throws -> [String] {
        guard let found = try await command(#"{"do":"violations"}"#)["violations"] as? [any Sendable] else {
            throw Failure(text: "no list")
        }
        return found.map { "\($0)" }
    }

    /// Ends the child and waits for it.
    func stop() throws {
        try input.close()
        process.waitUntilExit()
    }
}
