import Foundation
import Jobs
import Testing

struct FailureFixtureTests {
    /// One name a case of `JobFailure`; see `JobFixtureTests.Name`.
    enum Name: CaseIterable {
        case notInVoice, playingElsewhere, missingPermissions, channelFull, suppressedOnStage, voiceConnectionFailed
        case unknownGuild, nothingPlaying, alreadyPaused, notPaused, notConnected, queueFull, unusableMedia, busy
        case storeUnavailable, newerVersion, `internal`, refused

        init(_ failure: JobFailure) {
            self =
                switch failure {
                case .notInVoice: .notInVoice
                case .playingElsewhere: .playingElsewhere
                case .missingPermissions: .missingPermissions
                case .channelFull: .channelFull
                case .suppressedOnStage: .suppressedOnStage
                case .voiceConnectionFailed: .voiceConnectionFailed
                case .unknownGuild: .unknownGuild
                case .nothingPlaying: .nothingPlaying
                case .alreadyPaused: .alreadyPaused
                case .notPaused: .notPaused
                case .notConnected: .notConnected
                case .queueFull: .queueFull
                case .unusableMedia: .unusableMedia
                case .busy: .busy
                case .storeUnavailable: .storeUnavailable
                case .newerVersion: .newerVersion
                case .internal: .internal
                case .refused: .refused
                }
        }
    }

    static let failures: [String: JobFailure] = {
        var failures: [String: JobFailure] = [
            "not-in-voice": .notInVoice, "playing-elsewhere": .playingElsewhere(Fixtures.channel),
            "missing-permissions": .missingPermissions(Fixtures.channel, ["Connect", "Speak"]),
            "channel-full": .channelFull(Fixtures.channel),
            "suppressed-on-stage": .suppressedOnStage(Fixtures.channel),
            "voice-connection-failed": .voiceConnectionFailed("session description"),
            "unknown-guild": .unknownGuild, "nothing-playing": .nothingPlaying, "already-paused": .alreadyPaused,
            "not-paused": .notPaused, "not-connected": .notConnected, "queue-full": .queueFull(limit: 500),
            "busy": .busy, "store-unavailable": .storeUnavailable, "newer-version": .newerVersion,
            "internal": .internal(reference: "1187654321098765432"),
        ]
        for problem in MediaProblem.allCases { failures["unusable-media-\(problem)"] = .unusableMedia(problem) }
        for (name, refusal) in Fixtures.refusals { failures["refused-\(name)"] = .refused(refusal) }
        return failures
    }()

    @Test func `every example of a failure decodes to its value`() throws {
        #expect(try Fixtures.names(in: "failures") == Set(Self.failures.keys))
        for (name, failure) in Self.failures { try Fixtures.check("failures/" + name, is: failure) }
    }

    @Test func `every failure has an example`() {
        #expect(Set(Self.failures.values.map(Name.init)) == Set(Name.allCases))
    }
}
