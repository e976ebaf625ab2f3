package import DiscordTypes

extension UserID {
    /// In the place of a requester: nobody asked for it, or whoever did is not known any more. No account of a member opens it.
    package static let nobody = UserID(0)
}

/// A track as people see it: what a reply, a page or the terminal shows.
package struct TrackSummary: Codable, Hashable, Sendable {
    /// The queue entry's id, stable for as long as the entry exists.
    package var entry: Int64
    package var title: String
    package var artist: String?
    /// A page people may open; nil for uploads, whose addresses are private and expire.
    package var link: String?
    /// Nil where it is not known or endless.
    package var durationMilliseconds: Int64?
    package var requester: UserID
    package var requesterName: String
    /// The service the track comes from, such as `YouTube`; nil: told by the link.
    package var source: String?
    /// Whose linked account opened it.
    package var account: String?
    /// The same by id.
    package var accountHolder: UserID?

    package init(
        entry: Int64, title: String, artist: String?, link: String?, durationMilliseconds: Int64?, requester: UserID,
        requesterName: String, source: String? = nil, account: String? = nil
    ) {
        self.source = source
        self.account = account
        self.entry = entry
        self.title = title
        self.artist = artist
        self.link = link
        self.durationMilliseconds = durationMilliseconds
        self.requester = requester
        self.requesterName = requesterName
    }
}

/// What a guild's player does at one moment.
package struct PlayerState: Codable, Hashable, Sendable {
    package enum Phase: String, Codable, Sendable {
        case idle, connecting, playing, paused
    }

    package var phase: Phase
    package var channel: ChannelID?
    package var current: TrackSummary?
    /// Counted in frames sent, so it stands still while nothing can be sent.
    package var positionMilliseconds: Int64
    /// Entries waiting behind the current one.
    package var waiting: Int
    /// The encrypted group's code of 30 digits; nil while the call is not end-to-end encrypted.
    package var privacyCode: String?
    /// Nil while the sound is the original's.
    package var sound: SoundSettings?
    package var next: TrackSummary?
    package var loop: LoopMode?
    package var autoplay: Bool?
    /// The track's own packets are sent, not decoded ones.
    package var isPassedThrough: Bool?
    /// Nil where nothing is known of it.
    package var quality: TrackQuality?
    /// Lists whose entries still come into the queue, taken together; nil where there are none.
    package var arriving: ArrivingEntries?

    package init(
        phase: Phase, channel: ChannelID?, current: TrackSummary?, positionMilliseconds: Int64, waiting: Int,
        privacyCode: String? = nil, next: TrackSummary? = nil, loop: LoopMode? = nil, autoplay: Bool? = nil,
        isPassedThrough: Bool? = nil, quality: TrackQuality? = nil, sound: SoundSettings? = nil,
        arriving: ArrivingEntries? = nil
    ) {
        self.quality = quality
        self.arriving = arriving
        self.next = next
        self.loop = loop
        self.autoplay = autoplay
        self.isPassedThrough = isPassedThrough
        self.phase = phase
        self.channel = channel
        self.current = current
        self.positionMilliseconds = positionMilliseconds
        self.waiting = waiting
        self.privacyCode = privacyCode
        self.sound = sound
    }
}

/// What the current track's sound comes from.
package struct TrackQuality: Codable, Hashable, Sendable {
    /// What the medium is encoded as, such as `Opus`.
    package var codec: String?
    /// Measured over what was read so far; nil where it is decoded, and at the beginning.
    package var kilobitsPerSecond: Int?
    /// The service whose recording is heard where the track's own only names it.
    package var playedFrom: String?

    package init(codec: String? = nil, kilobitsPerSecond: Int? = nil, playedFrom: String? = nil) {
        self.codec = codec
        self.kilobitsPerSecond = kilobitsPerSecond
        self.playedFrom = playedFrom
    }
}

/// How far a list has come into the queue.
package struct ArrivingEntries: Codable, Hashable, Sendable {
    package var added: Int
    /// Nil where a list does not tell.
    package var count: Int?

    package init(added: Int, count: Int?) {
        self.added = added
        self.count = count
    }
}

/// One page of a guild's queue.
package struct QueuePage: Codable, Hashable, Sendable {
    /// Entries a page holds.
    package static let size = 10

    package var player: PlayerState
    package var entries: [TrackSummary]
    /// Counts from 1 and is at most `pages`, whatever page was asked for.
    package var page: Int
    /// At least 1.
    package var pages: Int
    /// The whole queue's length without the current track; nil where an entry's length is unknown.
    package var waitingMilliseconds: Int64?

    package init(
        player: PlayerState, entries: [TrackSummary], page: Int, pages: Int, waitingMilliseconds: Int64?
    ) {
        self.player = player
        self.entries = entries
        self.page = page
        self.pages = pages
        self.waitingMilliseconds = waitingMilliseconds
    }
}
