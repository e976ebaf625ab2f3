package import DiscordTypes

/// What a voice node keeps about one member, as an export shows it.
package struct MemberRecords: Codable, Hashable, Sendable {
    package struct Track: Codable, Hashable, Sendable {
        package var title: String
        package var artist: String?
        /// A page people may open.
        package var link: String?
        /// When it was kept or had been played, in milliseconds since 1970-01-01 UTC.
        package var at: Int64?
        /// Where it was played.
        package var server: GuildID?

        package init(title: String, artist: String?, link: String?, at: Int64?, server: GuildID? = nil) {
            self.title = title
            self.artist = artist
            self.link = link
            self.at = at
            self.server = server
        }
    }

    package struct Playlist: Codable, Hashable, Sendable {
        package var name: String
        package var tracks: [Track]

        package init(name: String, tracks: [Track]) {
            self.name = name
            self.tracks = tracks
        }
    }

    /// A copy of a playlist that whoever has its code may take.
    package struct SharedPlaylist: Codable, Hashable, Sendable {
        package var name: String
        package var code: String

        package init(name: String, code: String) {
            self.name = name
            self.code = code
        }
    }

    package var favourites: [Track]
    package var playlists: [Playlist]
    /// What the member had played in each server, the latest first.
    package var played: [Track]
    /// What the member has waiting or playing now.
    package var queued: [Track]?
    package var shared: [SharedPlaylist]?

    package init(
        favourites: [Track] = [], playlists: [Playlist] = [], played: [Track] = [], queued: [Track]? = nil,
        shared: [SharedPlaylist]? = nil
    ) {
        self.favourites = favourites
        self.playlists = playlists
        self.played = played
        self.queued = queued
        self.shared = shared
    }
}
