package import DiscordTypes

/// What a guild's player must remember beside its entries.
///
/// Key in a partitioned store: partition `GUILD#<guild>`, sort key `PLAYBACK`.
package struct GuildPlaybackRecord: Sendable, Hashable {
    package var guild: GuildID
    /// The epoch of the lease under which it was last written.
    package var epoch: Int64
    /// The channel the bot is in or should be in; nil where it has left.
    package var voiceChannel: ChannelID?
    /// Where notices about tracks go.
    package var textChannel: ChannelID?
    /// The id of the entry that plays.
    package var current: Int64? {
        didSet { if current != oldValue { restarts = 0 } }
    }
    /// Nodes that took the current entry up and ended before it went well; another current entry begins at 0.
    package var restarts = 0
    /// 20 ms frames of the current entry that were sent.
    package var positionFrames: Int64
    package var paused: Bool
    /// What is played again, as a word that only the player reads; nil: nothing.
    package var loop: String?
    /// Whether related tracks follow when the queue is at its end.
    package var autoplay: Bool
    /// The id the next entry gets. Never falls, so that ids are never used twice.
    package var nextEntry: Int64
    /// How it sounds, as JSON that only the player reads; nil where nothing was ever set.
    package var sound: String?
    /// Milliseconds since 1970-01-01 UTC; the store sets it.
    package var updatedAt: Int64

    package init(
        guild: GuildID, epoch: Int64, voiceChannel: ChannelID? = nil, textChannel: ChannelID? = nil,
        current: Int64? = nil, positionFrames: Int64 = 0, paused: Bool = false, loop: String? = nil,
        autoplay: Bool = false, nextEntry: Int64 = 1, sound: String? = nil, updatedAt: Int64 = 0
    ) {
        self.guild = guild
        self.epoch = epoch
        self.voiceChannel = voiceChannel
        self.textChannel = textChannel
        self.current = current
        self.positionFrames = positionFrames
        self.paused = paused
        self.loop = loop
        self.autoplay = autoplay
        self.nextEntry = nextEntry
        self.sound = sound
        self.updatedAt = updatedAt
    }
}
