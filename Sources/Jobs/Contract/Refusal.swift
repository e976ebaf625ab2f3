package import DiscordTypes

/// Why the room's rules, or the state of the queue, stand against what was asked.
package enum Refusal: Codable, Hashable, Sendable {
    /// Only members with the DJ role may do that; nil where the role is not set any more.
    case needsDJ(role: RoleID?)
    /// Only who may manage the server.
    case needsManager
    case noSuchEntry
    case nothingBefore
    case nothingToUndo
    case nothingToRemove
    case nothingToShuffle
    /// The source can't be entered at that place.
    case notSeekable
    /// Behind the end of the track, whose length this is.
    case beyondEnd(milliseconds: Int64)
    case trackTooLong(minutes: Int)
    case memberLimit(tracks: Int)
    case duplicate(title: String)
    case blocked
    /// The bot takes commands in this text channel only.
    case wrongChannel(channel: ChannelID)
    case alreadyVoted(votes: Int, needed: Int)
    case noLyrics(title: String)
    case lyricsUnavailable
    case noSuchPlaylist(name: String)
    case playlistExists(name: String)
    case playlistEmpty
    case tooManyPlaylists(limit: Int)
    case tooManyFavourites(limit: Int)
    case noFavourites(member: UserID)
    case notAFavourite
    case noSuchCode
    case badImport
    /// The track can't be kept: its address expires.
    case notKeepable
    /// What was offered is not known any more: it has to be searched for again.
    case offerExpired
    /// The member has no linked account that works; at these services it has to be linked again.
    case notLinked(services: [String])
    /// The linked accounts hold nothing of the kind.
    case nothingInAccounts
    /// The linked accounts can't be asked at the moment.
    case accountsUnavailable(services: [String])
    /// No member present has opted in with liked songs.
    case nobodyToBlend
    /// The search for other recordings found none.
    case noOtherRecordings(title: String)
}
