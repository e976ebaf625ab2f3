package import DiscordTypes

/// What a member asks of what they keep: favourites, playlists, the history.
package enum LibraryRequest: Codable, Hashable, Sendable {
    /// The current track becomes a favourite of the member, or is one no longer: what the button does.
    case toggleFavourite
    case addFavourite
    /// By its number in the list, from 1.
    case removeFavourite(number: Int)
    case favourites(page: Int)
    /// Queues another member's favourites, or the member's own.
    case playFavourites(of: UserID?)
    /// Saves the current track and what waits.
    case savePlaylist(name: String)
    case loadPlaylist(name: String, isShuffled: Bool)
    case playlists
    /// Makes a code with which others can import it.
    case sharePlaylist(name: String)
    case importPlaylist(code: String, name: String?)
    case deletePlaylist(name: String)
    /// What was played here, the latest first.
    case history(page: Int)
    case statistics
    case lyrics
}

/// What became of it.
package enum LibraryResult: Codable, Hashable, Sendable {
    case favouriteAdded(track: TrackSummary, count: Int)
    case favouriteRemoved(title: String)
    case favourites(tracks: TrackPage)
    case playlistSaved(name: String, count: Int)
    case playlists(playlists: [Playlist])
    case playlistShared(name: String, code: String)
    case playlistImported(name: String, count: Int)
    case playlistDeleted(name: String)
    /// Tracks are on their way into the queue.
    case loading(name: String?, count: Int)
    case history(tracks: TrackPage)
    case statistics(RoomStatistics)
    case lyrics(Lyrics)

    package struct Playlist: Codable, Hashable, Sendable {
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }
}

/// One page of tracks that are in no queue.
package struct TrackPage: Codable, Hashable, Sendable {
    package static let size = 10

    package var tracks: [TrackSummary]
    /// Counts from 1.
    package var page: Int
    package var pages: Int
    package var count: Int

    /// The page of `all` nearest to the one asked for.
    package init(of all: [TrackSummary], page: Int) {
        count = all.count
        pages = max(1, (all.count + Self.size - 1) / Self.size)
        self.page = min(max(1, page), pages)
        tracks = Array(all.dropFirst((self.page - 1) * Self.size).prefix(Self.size))
    }
}

/// The words of a track.
package struct Lyrics: Codable, Hashable, Sendable {
    package struct Line: Codable, Hashable, Sendable {
        /// From the track's beginning.
        package var milliseconds: Int64
        package var text: String

        package init(milliseconds: Int64, text: String) {
            self.milliseconds = milliseconds
            self.text = text
        }
    }

    package var track: TrackSummary
    /// By time; empty where only `plain` is known.
    package var lines: [Line]
    package var plain: String?
    /// Where the track was when they were asked for.
    package var positionMilliseconds: Int64

    package init(track: TrackSummary, lines: [Line], plain: String?, positionMilliseconds: Int64) {
        self.track = track
        self.lines = lines
        self.plain = plain
        self.positionMilliseconds = positionMilliseconds
    }
}

/// What was played in a guild, as far back as its history reaches.
package struct RoomStatistics: Codable, Hashable, Sendable {
    package struct Member: Codable, Hashable, Sendable {
        package var user: UserID
        package var tracks: Int

        package init(user: UserID, tracks: Int) {
            self.user = user
            self.tracks = tracks
        }
    }

    package var tracks: Int
    package var milliseconds: Int64
    /// Those with the most tracks first.
    package var members: [Member]
    package var waiting: Int

    package init(tracks: Int, milliseconds: Int64, members: [Member], waiting: Int) {
        self.tracks = tracks
        self.milliseconds = milliseconds
        self.members = members
        self.waiting = waiting
    }
}

/// What a member asks of the room's rules.
package enum RoomRequest: Codable, Hashable, Sendable {
    case show
    case change(RoomChange)
}

package enum RoomResult: Codable, Hashable, Sendable {
    case settings(RoomSettings)
    case changed(RoomSettings)
}

extension LibraryRequest {
    /// Changes nothing of what is kept or queued.
    var onlyReads: Bool {
        switch self {
        case .favourites, .playlists, .history, .statistics, .lyrics: true
        default: false
        }
    }
}
