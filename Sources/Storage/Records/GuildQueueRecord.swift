/// All that is stored of a guild's player: one partition query.
package struct GuildQueueRecord: Sendable, Hashable {
    package var playback: GuildPlaybackRecord
    /// By `order`, then by id; the current entry is among them.
    package var entries: [QueueEntryRecord]

    package init(playback: GuildPlaybackRecord, entries: [QueueEntryRecord]) {
        self.playback = playback
        self.entries = entries
    }
}
