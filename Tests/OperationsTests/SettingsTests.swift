import Crypto
import DiscordTypes
import Foundation
import Testing

@testable import Operations

struct SettingsTests {
    private func settings(_ environment: [String: String], file: (String, String)? = nil) throws -> Settings {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        if let file {
            try file.1.write(to: directory.appendingPathComponent(file.0), atomically: true, encoding: .utf8)
        }
        return try Settings(environment: environment, directory: directory)
    }

    @Test func `with nothing set the defaults hold and credentials are asked for by name`() throws {
        let settings = try settings([:])
        #expect(settings.port == 8080)
        #expect(settings.nodeURL == "http://127.0.0.1:8081")
        #expect(settings.allowlistIsOn)
        #expect(!settings.hasAnyCredential)
        #expect(throws: SettingsError.self) { try settings.credentials() }
    }

    @Test(arguments: [
        ("TIMMYBOT_PORT", "70000"), ("TIMMYBOT_PORT", "http"), ("DISCORD_PUBLIC_KEY", "abc"),
        ("DISCORD_APPLICATION_ID", "-1"), ("TIMMYBOT_ALLOWLIST", "maybe"), ("TIMMYBOT_LOG_LEVEL", "loud"),
        ("TIMMYBOT_PUBLIC_URL", "ftp://x"), ("TIMMYBOT_STORE", "mysql"), ("TIMMYBOT_OPERATOR_IDS", "1,x"),
        ("TIMMYBOT_ALONE_TIMEOUT", "0"), ("TIMMYBOT_BIND", "localhost"), ("TIMMYBOT_NODE_BIND", "10.0.0"),
    ])
    func `a malformed value is refused by name`(name: String, value: String) throws {
        let error = #expect(throws: SettingsError.self) { try settings([name: value]) }
        #expect(error?.description.hasPrefix(name) == true)
    }

    @Test func `a mistyped name is refused and the right one suggested`() {
        #expect(throws: SettingsError.unknown("TIMMYBOT_PROT", similar: "TIMMYBOT_PORT")) {
            try settings(["TIMMYBOT_PROT": "1"])
        }
    }

    @Test func `a name like no other is refused without a guess`() {
        #expect(throws: SettingsError.unknown("TIMMYBOT_FOO", similar: nil)) { try settings(["TIMMYBOT_FOO": "1"]) }
    }

    @Test func `the environment wins over a file`() throws {
        let file = (".env", "# a comment\nexport TIMMYBOT_PORT=1234\nTIMMYBOT_NODE_PORT='99'\n\n")
        let settings = try settings(["TIMMYBOT_PORT": "4321"], file: file)
        #expect(settings.port == 4321)
        #expect(settings.nodePort == 99)
    }

    @Test func `a YAML file holds the same names`() throws {
        let settings = try settings(
            ["TIMMYBOT_SETTINGS_FILE": "bot.yaml"],
            file: ("bot.yaml", "TIMMYBOT_PORT: 1234\nTIMMYBOT_ALLOWLIST: \"off\"\n"))
        #expect(settings.port == 1234)
        #expect(!settings.allowlistIsOn)
    }

    @Test func `a line that sets nothing is refused with its number`() {
        let error = #expect(throws: SettingsError.self) {
            try settings([:], file: (".env", "TIMMYBOT_PORT=1\nnonsense\n"))
        }
        #expect(error?.description.contains("line 2") == true)
    }

    @Test func `a secret comes from the file its name points to and is never printed`() throws {
        let settings = try settings(["DISCORD_TOKEN_FILE": "token"], file: ("token", "abc.def\n"))
        #expect(settings.discordToken?.reveal == "abc.def")
        #expect(!"\(settings)".contains("abc.def"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("abc.def"))
    }

    @Test func `a certificate without its key is refused`() {
        #expect(throws: SettingsError.incompletePair(.tlsCertificate, .tlsKey)) {
            try settings(["TIMMYBOT_TLS_CERT": "a.pem"])
        }
    }
}
