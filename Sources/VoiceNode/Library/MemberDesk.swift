internal import DiscordTypes
internal import Jobs
internal import Storage

/// What a member may see and end of what the node keeps about them.
struct MemberDesk: Sendable {
    let store: any LibraryStore & MemberRecordStore
    let players: GuildPlayers
    let offers: OfferedTracks

    func records(of user: UserID) async throws -> MemberRecords {
        let library = MemberLibrary(store: store, owner: user)
        return MemberRecords(
            favourites: try await library.favourites().map { MemberRecords.Track($0) },
            playlists: try await library.playlists().map { playlist in
                MemberRecords.Playlist(name: playlist.name, tracks: playlist.tracks.map { MemberRecords.Track($0) })
            },
            played: try await store.played(by: user).map { played in
                MemberRecords.Track(
                    title: played.entry.title, artist: played.entry.artist, link: played.entry.link,
                    at: played.entry.endedAt, server: played.guild)
            })
    }

    /// Erases what was kept before `time`, in milliseconds since 1970-01-01 UTC: in the store for good, then in the players.
    func erase(_ user: UserID, before time: Int64) async throws(StoreError) {
        try await store.erase(user, before: time)
        offers.forget(user)
        await players.forget(user, before: time)
    }
}

extension MemberRecords.Track {
    init(_ track: KeptTrack) {
        self.init(title: track.title, artist: track.artist, link: track.link, at: track.keptAt)
    }
}
