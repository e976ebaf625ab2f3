import DiscordTypes
import Foundation
import Jobs
import Testing

struct ContractTests {
    static let requester = Requester(user: UserID(7), name: "Ada", locale: "de")
    static let actions: [PlaybackAction] = [
        .play(PlayRequest(media: .url("https://example.org/a.ogg"))),
        .play(
            PlayRequest(
                media: .attachment(
                    RequestedAttachment(
                        id: AttachmentID(9), url: "https://cdn.example.org/a", filename: "a.mp3", size: 12,
                        contentType: "audio/mpeg")))),
        .skip, .pause, .resume, .stop, .clear, .join(channel: nil), .join(channel: ChannelID(5)), .leave,
        .queue(page: 2), .nowPlaying,
    ]

    @Test(arguments: actions)
    func `each action survives the wire`(action: PlaybackAction) throws {
        let job = PlaybackJob(
            id: JobID(InteractionID(1)), guild: GuildID(2), requester: Self.requester, textChannel: ChannelID(3),
            action: action, createdAt: 1_700_000_000_000)
        let decoded = try JSONDecoder().decode(PlaybackJob.self, from: JSONEncoder().encode(job))
        #expect(decoded == job)
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "x", count: 65), "../x"])
    func `an id outside the alphabet is refused`(text: String) {
        #expect(JobID(text) == nil)
    }
}
