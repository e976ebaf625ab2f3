/// What a member asks of the catalogue and of the services: to find something, or what they keep there.
package enum MusicRequest: Codable, Hashable, Sendable {
    /// Finds tracks by words, which are as `RequestedMedia.words` holds them.
    case search(words: String)
    /// Queues tracks that were offered, by their references.
    case choose(references: [String])
    /// `choice` stands for the track `reference` from now on, of which no recording was surely the right one, and is played.
    case settle(reference: String, choice: String)
    /// Finds other recordings that may be what was meant by the current track.
    case otherRecordings
    /// The current track, if it still is this entry, is played from the recording offered, now and whenever it is asked for.
    case correct(entry: Int64, reference: String)
    /// The playlists of the member's linked accounts.
    case playlists
    case playPlaylist(reference: String)
    case likedSongs
    case recommendations
    /// A fair mix of the liked songs of the members present who opted in.
    case blend
}

/// What came of it.
package enum MusicResult: Codable, Hashable, Sendable {
    case found(offer: TrackOffer)
    /// Other recordings than the one that plays.
    case recordings(current: TrackSummary, offer: TrackOffer)
    case corrected(track: TrackSummary)
    /// No recording found is surely the one asked for, which the reference names.
    case uncertain(reference: String, offer: TrackOffer)
    case playlists(lists: OwnPlaylists)
}

extension MusicRequest {
    /// Changes nothing of what is kept or queued.
    var onlyReads: Bool {
        switch self {
        case .search, .otherRecordings, .playlists: true
        case .choose, .settle, .correct, .playPlaylist, .likedSongs, .recommendations, .blend: false
        }
    }
}
