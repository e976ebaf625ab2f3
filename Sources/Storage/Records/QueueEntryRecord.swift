package import DiscordTypes

/// One entry of a guild's queue.
///
/// Key in a partitioned store: partition `GUILD#<guild>`, sort key `ENTRY#<id>`.
package struct QueueEntryRecord: Sendable, Hashable {
    /// Unique within the guild for ever.
    package var id: Int64
    /// Entries play by rising order; equal orders by rising id.
    package var order: Int64
    /// What to play, as JSON that only the player reads.
    package var media: String
    package var title: String
    package var artist: String?
    package var link: String?
    package var durationMilliseconds: Int64?
    package var requester: UserID
    package var requesterName: String
    package var textChannel: ChannelID?
    /// Milliseconds since 1970-01-01 UTC.
    package var addedAt: Int64
    package var standing: Standing
    /// When it was played or removed, in milliseconds since 1970-01-01 UTC; rises within a guild. Nil while it waits.
    package var endedAt: Int64?

    /// An entry is in one of these at a time, so that it can neither be lost nor be there twice.
    package enum Standing: Int64, Sendable, Hashable {
        /// Plays or waits.
        case queued = 0
        /// Was played or skipped: the history.
        case played = 1
        /// Was taken out; kept for as long as that can be undone.
        case removed = 2
    }

    package init(
        id: Int64, order: Int64, media: String, title: String, artist: String? = nil, link: String? = nil,
        durationMilliseconds: Int64? = nil, requester: UserID, requesterName: String, textChannel: ChannelID? = nil,
        addedAt: Int64, standing: Standing = .queued, endedAt: Int64? = nil
    ) {
        self.id = id
        self.order = order
        self.media = media
        self.title = title
        self.artist = artist
        self.link = link
        self.durationMilliseconds = durationMilliseconds
        self.requester = requester
        self.requesterName = requesterName
        self.textChannel = textChannel
        self.addedAt = addedAt
        self.standing = standing
        self.endedAt = endedAt
    }
}
