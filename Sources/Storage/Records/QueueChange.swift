/// One step of a change to a guild's queue. Steps are applied in the order given; repeating them changes nothing more.
package enum QueueChange: Sendable, Hashable {
    /// Adds entries; one whose id is stored already is replaced.
    case insert([QueueEntryRecord])
    /// Removes entries by id; an id that is not stored is passed over.
    case remove([Int64])
    /// Empties the queue, but for the entry given.
    case removeAll(except: Int64?)
    /// Gives entries a new place; an id that is not stored is passed over.
    case reorder([EntryOrder])
    /// Moves entries between the queue, the history and what was removed; an id that is not stored is passed over.
    case mark([EntryMark])
    /// Replaces what can be undone. Key in a partitioned store: partition `GUILD#<guild>`, sort key `UNDO`.
    case undo(String?)
    /// Replaces the lists whose entries still arrive. Key in a partitioned store: partition `GUILD#<guild>`, sort key `LISTS`.
    case lists(String?)
    /// Replaces the playback row. The call's guild and epoch take the place of the record's, the store sets the time, and
    /// `nextEntry` never falls below what is stored.
    case playback(GuildPlaybackRecord)
}

/// Where an entry stands from now on, and since when.
package struct EntryMark: Sendable, Hashable {
    package var entry: Int64
    package var standing: QueueEntryRecord.Standing
    package var endedAt: Int64?

    package init(entry: Int64, standing: QueueEntryRecord.Standing, endedAt: Int64?) {
        self.entry = entry
        self.standing = standing
        self.endedAt = endedAt
    }
}

/// An entry's place in its queue.
package struct EntryOrder: Sendable, Hashable {
    package var entry: Int64
    package var order: Int64

    package init(entry: Int64, order: Int64) {
        self.entry = entry
        self.order = order
    }
}
