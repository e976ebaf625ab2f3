package import DiscordTypes

/// How far an entry was played, as saved every few seconds.
package struct PlaybackPosition: Sendable, Hashable {
    package var guild: GuildID
    /// The lease's epoch under which it was played.
    package var epoch: Int64
    package var entry: Int64
    /// 20 ms frames sent.
    package var frames: Int64

    package init(guild: GuildID, epoch: Int64, entry: Int64, frames: Int64) {
        self.guild = guild
        self.epoch = epoch
        self.entry = entry
        self.frames = frames
    }
}
