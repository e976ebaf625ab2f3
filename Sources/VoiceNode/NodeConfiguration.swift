package import Audio
package import DAVE
package import DiscordTypes
package import Jobs
package import Storage

/// What a voice node is made with. The secrets travel in the closures that use them.
package struct NodeConfiguration: Sendable {
    /// Names the node in leases; another for each process.
    package var name: String
    package var gateway: GatewayMachine.Configuration
    package var trackOptions: TrackSource.Options
    package var aloneTimeout: Duration
    /// The bot's signature key in encrypted calls.
    package var identity: DAVEIdentity
    /// Whether end-to-end encryption is offered in stage channels, which Discord does not demand it in.
    package var encryptsStages = true
    /// The program's, for reports.
    package var version = ""
    /// Calls the driver serves at most.
    package var maximumCalls = 1024

    package init(
        name: String, gateway: GatewayMachine.Configuration, trackOptions: TrackSource.Options, aloneTimeout: Duration,
        identity: DAVEIdentity
    ) {
        self.name = name
        self.gateway = gateway
        self.trackOptions = trackOptions
        self.aloneTimeout = aloneTimeout
        self.identity = identity
    }
}

/// What a voice node uses of the world, given by whoever composes the process.
package struct NodeDependencies: Sendable {
    package var store: any NodeStore
    package var connector: SocketConnector
    package var botInfo: GatewayConnection.BotInfoSource
    /// Opens a medium for the member who asked for it. Blocks; throws `MediaProblem` where people can be told why.
    package var openMedia: @Sendable (RequestedMedia, UserID) throws -> any ByteReader
    /// The words for a notice, in the language of a locale.
    package var noticeWords: @Sendable (Notice, _ locale: String?) -> String
    /// Posts a plain sentence to a text channel; returns once it was sent or given up.
    package var postMessage: @Sendable (ChannelID, String) async -> Void
    /// Milliseconds since 1970-01-01 UTC.
    package var now: @Sendable () -> Int64
    /// The words of a track; nil where there are none.
    package var findLyrics: @Sendable (TrackSummary) async throws -> FoundLyrics? = { _ in nil }
    /// The volume of servers that are new, in percent; nil: the original's.
    package var defaultVolume: @Sendable () -> Int? = { nil }
    package var music = MusicAccess.none
    /// Nil: no player's message is shown.
    package var playerMessages: PlayerMessageAccess?

    package init(
        store: any NodeStore, connector: @escaping SocketConnector,
        botInfo: @escaping GatewayConnection.BotInfoSource,
        openMedia: @escaping @Sendable (RequestedMedia, UserID) throws -> any ByteReader,
        noticeWords: @escaping @Sendable (Notice, _ locale: String?) -> String,
        postMessage: @escaping @Sendable (ChannelID, String) async -> Void, now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.connector = connector
        self.botInfo = botInfo
        self.openMedia = openMedia
        self.noticeWords = noticeWords
        self.postMessage = postMessage
        self.now = now
    }
}

/// The records a node writes.
package typealias NodeStore = DepartureStore & GuildQueueStore & JobStore & LibraryStore & MemberRecordStore
    & NodeLeaseStore & TrackLoudnessStore
