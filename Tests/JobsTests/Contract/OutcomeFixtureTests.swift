import DiscordTypes
import Foundation
import Jobs
import Testing

struct OutcomeFixtureTests {
    /// One name a case of `JobOutcome`; see `JobFixtureTests.Name`.
    enum Name: CaseIterable {
        case queued, queuedList, skipped, paused, resumed, stopped, cleared, joined, left, queue, nowPlaying, privacy,
            sound, failed, edited, library, room, music

        init(_ outcome: JobOutcome) {
            self =
                switch outcome {
                case .queued: .queued
                case .queuedList: .queuedList
                case .skipped: .skipped
                case .paused: .paused
                case .resumed: .resumed
                case .stopped: .stopped
                case .cleared: .cleared
                case .joined: .joined
                case .left: .left
                case .queue: .queue
                case .nowPlaying: .nowPlaying
                case .privacy: .privacy
                case .sound: .sound
                case .failed: .failed
                case .edited: .edited
                case .library: .library
                case .room: .room
                case .music: .music
                }
        }
    }

    static let outcomes: [String: JobOutcome] = [
        "queued": .queued(Fixtures.track, ahead: 2),
        "queued-list": .queuedList(Fixtures.track, ahead: 2, QueuedList(title: "Abendlieder", count: 1000)),
        "queued-list-private": .queuedList(Fixtures.track, ahead: 2, QueuedList(title: nil, count: nil)),
        "queued-list-passed": .queuedList(
            Fixtures.track, ahead: 0,
            QueuedList(
                title: "Abendlieder", count: 998,
                passed: [
                    PassedTrack(title: "Weg", problem: .notAvailable),
                    PassedTrack(title: "Welches?", problem: .noCertainMatch),
                ])),
        "now-playing-arriving": .nowPlaying(Fixtures.arriving(of: 1_000)),
        "now-playing-arriving-uncounted": .nowPlaying(Fixtures.arriving(of: nil)),
        "skipped": .skipped(Fixtures.track, next: Fixtures.upload),
        "skipped-last": .skipped(Fixtures.upload, next: nil),
        "paused": .paused(
            PlayerState(
                phase: .paused, channel: Fixtures.channel, current: Fixtures.upload, positionMilliseconds: 0, waiting: 0
            )),
        "resumed": .resumed(Fixtures.playing),
        "stopped": .stopped(removed: 12),
        "cleared": .cleared(removed: 0),
        "joined": .joined(Fixtures.channel),
        "left": .left,
        "queue": .queue(
            QueuePage(
                player: Fixtures.playing, entries: [Fixtures.upload], page: 1, pages: 1, waitingMilliseconds: 181_000)),
        "queue-of-unknown-length": .queue(
            QueuePage(
                player: PlayerState(
                    phase: .connecting, channel: Fixtures.channel, current: nil, positionMilliseconds: 0, waiting: 2),
                entries: [Fixtures.track, Fixtures.upload], page: 3, pages: 3, waitingMilliseconds: nil)),
        "privacy": .privacy(
            CallPrivacy(
                groupCode: "123456789012345678901234567890", member: UserID(80_351_110_224_678_912),
                memberCode: "123456789012345678901234567890123456789012345")),
        "privacy-none": .privacy(
            CallPrivacy(groupCode: nil, member: UserID(80_351_110_224_678_912), memberCode: nil)),
        "now-playing": .nowPlaying(Fixtures.playing),
        "now-playing-nothing": .nowPlaying(
            PlayerState(phase: .idle, channel: nil, current: nil, positionMilliseconds: 0, waiting: 0)),
        "sound": .sound(SoundFixtures.changed), "sound-of-a-later-version": .sound(SoundFixtures.known),
        "failed": .failed(.notInVoice),
    ]

    @Test func `every example of an outcome decodes to its value`() throws {
        let outcomes = Self.outcomes.merging(Fixtures.playerOutcomes) { first, _ in first }
        #expect(try Fixtures.names(in: "outcomes") == Set(outcomes.keys))
        for (name, outcome) in outcomes { try Fixtures.check("outcomes/" + name, is: outcome) }
    }

    @Test func `every outcome has an example`() {
        #expect(
            Set((Array(Self.outcomes.values) + Array(Fixtures.playerOutcomes.values)).map(Name.init))
                == Set(Name.allCases))
    }

    @Test(arguments: [#"{"result":"queued"}"#, #"{"result":"danced"}"#, "{}", #"{"result":"failed"}"#, "[]"])
    func `an outcome that is not in the contract is an error`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(JobOutcome.self, from: Data(json.utf8)) }
    }
}
