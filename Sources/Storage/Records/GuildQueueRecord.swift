/// All that is stored of a guild's player: one partition query.
package struct GuildQueueRecord: Sendable, Hashable {
    package var playback: GuildPlaybackRecord
    /// By `order`, then by id; the current entry is among them, and so are those that were played or removed.
    package var entries: [QueueEntryRecord]
    /// Changes that can be undone, as JSON that only the player reads; nil: none.
    package var undo: String?
    /// Lists whose entries were still arriving, as JSON that only the player reads; nil: none.
    package var lists: String?

    package init(
        playback: GuildPlaybackRecord, entries: [QueueEntryRecord], undo: String? = nil, lists: String? = nil
    ) {
        self.playback = playback
        self.entries = entries
        self.undo = undo
        self.lists = lists
    }
}
