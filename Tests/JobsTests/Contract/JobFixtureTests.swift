import Audio
import DiscordTypes
import Foundation
import Jobs
import Testing

struct JobFixtureTests {
    /// One name a case of `PlaybackAction`: a new case does not compile below until it has a name here, and the test
    /// fails until it has an example.
    enum Name: CaseIterable {
        case play, skip, pause, resume, stop, clear, join, leave, queue, nowPlaying, privacy, edit, library, room,
            sound,
            music

        init(_ action: PlaybackAction) {
            self =
                switch action {
                case .play: .play
                case .skip: .skip
                case .pause: .pause
                case .resume: .resume
                case .stop: .stop
                case .clear: .clear
                case .join: .join
                case .leave: .leave
                case .queue: .queue
                case .nowPlaying: .nowPlaying
                case .privacy: .privacy
                case .sound: .sound
                case .edit: .edit
                case .library: .library
                case .room: .room
                case .music: .music
                }
        }
    }

    static let actions: [String: PlaybackAction] = [
        "play-url": .play(PlayRequest(media: .url("https://example.org/ladder.ogg"))),
        "play-attachment": .play(
            PlayRequest(
                media: .attachment(
                    RequestedAttachment(
                        id: AttachmentID(1_187_654_321_098_765_433),
                        url: "https://cdn.example.org/attachments/1/2/a.mp3?ex=1&hm=2", filename: "a b.mp3",
                        size: 4_194_304, contentType: "audio/mpeg")))),
        "play-words": .play(PlayRequest(media: .words("never gonna — Zoë"))),
        "play-track": .play(PlayRequest(media: .track(Fixtures.catalogTrack))),
        "play-track-sparse": .play(
            PlayRequest(media: .track(CatalogTrack(service: .site, id: "a-1", title: "Leiter")))),
        "play-track-from": .play(PlayRequest(media: .track(Fixtures.previewFrom))),
        "skip": .skip, "pause": .pause, "resume": .resume, "stop": .stop, "clear": .clear,
        "join": .join(channel: nil), "join-channel": .join(channel: ChannelID(.max)), "leave": .leave,
        "queue": .queue(page: 2), "now-playing": .nowPlaying,
        "privacy": .privacy(member: nil), "privacy-of-member": .privacy(member: UserID(80_351_110_224_678_913)),
        "sound-show": .sound(.show), "sound-volume": .sound(.volume(percent: 80)),
        "sound-effect": .sound(.effect(.tremolo(hertz: 4, depth: 0.5))),
        "sound-timescale": .sound(.effect(.timescale(speed: 1.25, semitones: -2))),
        "sound-remove": .sound(.remove(.reverb)), "sound-preset": .sound(.preset(.nightcore)),
        "sound-clear": .sound(.clearEffects), "sound-crossfade": .sound(.crossfade(seconds: 6)),
        "sound-normalize": .sound(.normalize(true)), "sound-skip-silence": .sound(.skipSilence(false)),
    ]

    static var jobs: [String: PlaybackJob] {
        get throws {
            var jobs = actions.merging(Fixtures.playerActions) { first, _ in first }.mapValues(Fixtures.job)
            var withRoles = Fixtures.job(.skip)
            withRoles.requester.roles = [RoleID(70)]
            withRoles.requester.permissions = .manageGuild
            jobs["with-roles"] = withRoles
            jobs["later-members"] = Fixtures.job(.skip)
            var sparse = Fixtures.job(.skip)
            sparse.id = try #require(JobID("0f8fad5b-d9cb-469f-a165-70867728950e"))
            sparse.textChannel = nil
            sparse.requester.locale = nil
            jobs["sparse"] = sparse
            return jobs
        }
    }

    @Test func `every example of a job decodes to its value`() throws {
        let jobs = try Self.jobs
        #expect(try Fixtures.names(in: "jobs") == Set(jobs.keys))
        for (name, job) in jobs { try Fixtures.check("jobs/" + name, is: job) }
    }

    @Test func `every action has an example`() {
        #expect(
            Set((Array(Self.actions.values) + Array(Fixtures.playerActions.values)).map(Name.init))
                == Set(Name.allCases))
    }

    @Test(arguments: [
        #""do":"moonwalk""#, #""do":"play""#, #""do":"queue""#, #""do":7"#, #""do":"play","play":{"media":{}}"#,
        #""play":{}"#,
    ])
    func `an action that is not in the contract is an error, never another action`(members: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PlaybackAction.self, from: Data("{\(members)}".utf8))
        }
    }
}
