internal import Audio
internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// All that a guild's player meets of the world.
struct PlayerEnvironment: Sendable {
    var store: any GuildQueueStore & LibraryStore
    /// Stores a job's outcome that changed no queue, and tells whoever waits for it.
    var complete: @Sendable (JobID, JobOutcome) async -> Void
    /// Tells whoever waits for a job whose outcome was stored with the change.
    var announceOutcome: @Sendable (JobID, JobOutcome) -> Void
    var voice: VoiceAccess
    var people: PeopleAccess
    /// The bot's key in encrypted calls; nil before the first login.
    var fingerprint: @Sendable () -> KeyFingerprint?
    var openMedia: TrackFeeder.Opening
    var trackOptions: TrackSource.Options
    var loudness: LoudnessBook
    var makeCall: @Sendable (@escaping @Sendable (AudioCall.Event) -> Void) -> AudioCall?
    /// Posts a notice to a text channel, in the language of a locale. Returns at once.
    var notify: @Sendable (ChannelID, Notice, _ locale: String?) -> Void
    var positions: PositionBoard
    /// Milliseconds since 1970-01-01 UTC, for what is stored.
    var now: @Sendable () -> Int64
    /// For spans of time.
    var clock: any Clock<Duration>
    var aloneTimeout: Duration
    /// How long the bot stays after it was stopped.
    var lingering: Duration = .seconds(10)
    var logger: Logger
    /// The words of a track; nil where there are none. Throws where nobody can tell.
    var findLyrics: @Sendable (TrackSummary) async throws -> FoundLyrics? = { _ in nil }
    var search: MusicSearch
    /// Says what the player's message should show. Returns at once.
    var show: @Sendable (PlayerDisplay.View?) -> Void = { _ in }
    /// Somebody has given a command: what Discord forbade of the message is worth another try.
    var encourageDisplay: @Sendable () -> Void = {}
    /// How often the message's progress bar moves on without another reason.
    var displayInterval: @Sendable () -> Duration = { PlayerDisplays.shortestInterval }
}

/// One guild's voice connection, as its player uses it.
struct VoiceAccess: Sendable {
    /// Begins to join or move; `VoiceNews.ready` or `.failed` tells the end of it.
    var join: @Sendable (ChannelID) async -> Void
    var leave: @Sendable () async -> Void
    /// Tells Discord whether we speak; returns when it was sent.
    var setSpeaking: @Sendable (Bool) async -> Void
}

/// Who is where in one guild.
struct PeopleAccess: Sendable {
    var voiceChannel: @Sendable (UserID) -> ChannelID?
    /// People, not bots.
    var listenerCount: @Sendable (ChannelID) -> Int
    var listeners: @Sendable (ChannelID) -> [UserID] = { _ in [] }
    /// Why the bot could not join the channel; nil where nothing stands in the way.
    var obstacle: @Sendable (ChannelID) -> JobFailure?
    /// What the bot may do in a text channel; nil where that is unknown.
    var permissions: @Sendable (ChannelID) -> Permissions? = { _ in nil }
    /// The channel's bitrate in bit/s; nil where it is unknown.
    var bitrate: @Sendable (ChannelID) -> Int?
}
