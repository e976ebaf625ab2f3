internal import Deadlines
internal import Foundation

/// A program that the bot needs, asked for its version.
struct InstalledProgram: Sendable {
    enum Answer: Equatable {
        /// Its first line.
        case said(String)
        case missing
        case failed
        /// It said nothing in time, and was ended.
        case silent
    }

    /// May be a name to be looked up in `PATH`.
    let path: String
    let arguments: [String]

    func answer(within patience: Duration) async -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [path] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let ending = Race<Answer>()
        process.terminationHandler = { process in
            // What `env` says of a program that it does not find.
            if process.terminationStatus == 127 { return ending.end(.missing) }
            let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            guard process.terminationStatus == 0, let line = text.split(separator: "\n").first else {
                return ending.end(.failed)
            }
            ending.end(.said(String(line.prefix(60))))
        }
        do { try process.run() } catch { return .missing }
        guard let answer = try? await Deadline.after(patience).run({ await ending.outcome() }) else {
            kill(process.processIdentifier, SIGKILL)
            return .silent
        }
        return answer
    }
}
