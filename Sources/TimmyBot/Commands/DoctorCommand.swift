internal import ArgumentParser
internal import Foundation
internal import Operations

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check settings, ports, programs and the way to Discord.",
        discussion: "Ends with status 0 if nothing is broken.")

    @Flag(help: "Only say whether Discord credentials are set: status 0 all, 1 some, 2 none.")
    var credentialsOnly = false

    func run() async throws {
        let settings = try Settings.load()
        if credentialsOnly { throw Self.credentialsStatus(settings) }
        let rest = try settings.discordToken.map {
            try DiscordClients(settings, token: $0, logger: settings.logger("doctor")).rest
        }
        let findings = await Doctor(settings: settings, rest: rest).examine()
        for finding in findings { print(finding.lines) }
        if findings.contains(where: { $0.kind == .broken }) { throw ExitCode.failure }
    }

    private static func credentialsStatus(_ settings: Settings) -> ExitCode {
        do throws(SettingsError) {
            _ = try settings.credentials()
            return .success
        } catch {
            return settings.hasAnyCredential ? ExitCode(1) : ExitCode(2)
        }
    }
}
