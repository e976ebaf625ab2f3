import Accounts
import Crypto
import Foundation
import Storage
import Testing

@testable import Operations

@Suite("Settings of providers")
struct ProviderSettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        try Settings(environment: environment, directory: FileManager.default.temporaryDirectory)
    }

    @Test func `nothing is offered that is not set up`() throws {
        #expect(try settings([:]).providers.directory.offered.isEmpty)
        #expect(try settings(["TIMMYBOT_SPOTIFY_CLIENT_ID": "id"]).providers.directory.offered == [.spotify])
        #expect(try settings(["TIMMYBOT_YOUTUBE_COOKIES": "on"]).providers.directory.offered == [.youtubeCookies])
    }

    @Test(arguments: [
        ["TIMMYBOT_GOOGLE_CLIENT_ID": "id"], ["TIMMYBOT_SOUNDCLOUD_CLIENT_SECRET": "secret"],
        ["TIMMYBOT_SPOTIFY_CLIENT_SECRET": "secret"], ["TIMMYBOT_APPLE_TEAM_ID": "team"],
        ["TIMMYBOT_APPLE_TEAM_ID": "team", "TIMMYBOT_APPLE_KEY_ID": "key"],
        ["TIMMYBOT_APPLE_TEAM_ID": "t", "TIMMYBOT_APPLE_KEY_ID": "k", "TIMMYBOT_APPLE_PRIVATE_KEY": "canary-not-pem"],
        ["TIMMYBOT_YOUTUBE_COOKIES": "maybe"], ["TIMMYBOT_SPOTIFY_SOUND_PROGRAM": "/opt/sound"],
        ["TIMMYBOT_SPOTIFY_CLIENT_ID": "id", "TIMMYBOT_SPOTIFY_SOUND_PROGRAM": "sound; rm"],
        ["TIMMYBOT_SPOTIFY_CLIENT_ID": "id", "TIMMYBOT_SPOTIFY_API_URL": "ftp://x"],
    ])
    func `a provider that is half set up stops the start with one line`(environment: [String: String]) {
        #expect {
            try settings(environment)
        } throws: { error in
            error is SettingsError && !"\(error)".contains("canary")
        }
    }
}
