internal import ArgumentParser
internal import Foundation
internal import Operations

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Play music in a simulated Discord on this machine.",
        discussion: """
            No account and no internet: a signed /play of a real audio file, heard by a listener, decoded, saved as a \
            WAV file and drawn as a waveform.
            """)

    @Option(help: "How many seconds to listen to.")
    var seconds = 12.0

    @Option(help: "Where to save what was heard.")
    var wav = "demo.wav"

    @Flag(help: "Without end-to-end encryption.")
    var withoutEncryption = false

    @Argument(help: "An audio file to play instead of the piece that comes with the bot.", completion: .file())
    var file: String?

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be from 1 to 3600.") }
    }

    func run() async throws {
        let demo = Demo(
            executable: ThisProgram.url,
            options: Demo.Options(
                seconds: seconds, wav: URL(fileURLWithPath: wav), music: file.map { URL(fileURLWithPath: $0) },
                isEncrypted: !withoutEncryption, isInteractive: isatty(STDOUT_FILENO) == 1))
        if try await !demo.run() { throw ExitCode.failure }
    }
}
