import DiscordTypes
import Storage

/// Records with every member set, or as few as possible.
enum Samples {
    static let guild = GuildID(41_771_983_423_143_937)
    static let otherGuild = GuildID(UInt64.max)

    static func entry(_ id: Int64, order: Int64? = nil, title: String = "Título 🎵 'quoted'; --") -> QueueEntryRecord {
        QueueEntryRecord(
            id: id, order: order ?? id, media: #"{"url":"https://example.org/a.ogg"}"#, title: title, artist: "Ärzte",
            link: "https://example.org/a", durationMilliseconds: 181_000, requester: UserID(UInt64.max),
            requesterName: "Zoë", textChannel: ChannelID(9), addedAt: 1_790_000_000_123)
    }

    static func bareEntry(_ id: Int64) -> QueueEntryRecord {
        QueueEntryRecord(id: id, order: id, media: "{}", title: "", requester: UserID(1), requesterName: "", addedAt: 0)
    }

    static func playback(of guild: GuildID = guild, epoch: Int64 = 1, current: Int64? = nil) -> GuildPlaybackRecord {
        GuildPlaybackRecord(
            guild: guild, epoch: epoch, voiceChannel: ChannelID(5), textChannel: ChannelID(6), current: current,
            positionFrames: 250, paused: true, nextEntry: 3)
    }

    static func job(
        _ id: String, of guild: GuildID = guild, acceptedAt: Int64 = ManualWallClock.start, lasting: Int64 = 86_400_000
    ) -> JobRecord {
        JobRecord(
            id: id, guild: guild, body: #"{"do":"skip"}"#, acceptedAt: acceptedAt, expiresAt: acceptedAt + lasting)
    }
}
