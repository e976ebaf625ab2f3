internal import DiscordTypes
internal import Jobs
internal import Storage

/// What a member may see and end of what the node keeps about them.
struct MemberDesk: Sendable {
    let store: any LibraryStore & MemberRecordStore
    let players: GuildPlayers
    let search: MusicSearch

    func records(of user: UserID) async throws -> MemberRecords {
        let library = MemberLibrary(store: store, owner: user)
        return MemberRecords(
            favourites: try await library.favourites().map { MemberRecords.Track($0) },
            playlists: try await library.playlists().map { playlist in
                MemberRecords.Playlist(name: playlist.name, tracks: playlist.tracks.map { MemberRecords.Track($0) })
            },
            played: try await store.played(by: user).map { MemberRecords.Track($0, at: $0.entry.endedAt) },
            queued: try await store.queued(by: user).map { MemberRecords.Track($0, at: $0.entry.addedAt) },
            shared: try await library.sharedCopies().map { .init(name: $0.name, code: $0.code) })
    }

    /// Erases what was kept before `time`, in milliseconds since 1970-01-01 UTC: in the store for good, then in the players.
    /// False where a player has not forgotten it yet; all of it may be done again.
    func erase(_ user: UserID, before time: Int64) async throws(StoreError) -> Bool {
        let playing = try await store.erase(user, before: time)
        search.forget(user)
        return await players.forget(user, before: time, also: playing)
    }
}

extension MemberRecords.Track {
    init(_ track: KeptTrack) {
        self.init(title: track.title, artist: track.artist, link: track.link, at: track.keptAt)
    }

    init(_ found: PlayedEntry, at time: Int64?) {
        self.init(
            title: found.entry.title, artist: found.entry.artist, link: found.entry.link, at: time, server: found.guild)
    }
}
