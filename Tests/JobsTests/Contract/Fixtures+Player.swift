import DiscordTypes
import Jobs

/// The examples of what the player's commands ask and answer.
extension Fixtures {
    static let roomChange: RoomChange = {
        var set = RoomSettings()
        set.djRole = RoleID(70)
        set.votePercent = 60
        set.isFair = true
        set.blocked = ["x"]
        return RoomChange(set: set, reset: ["textChannel"], block: "word")
    }()
    static let page = TrackPage(of: [upload], page: 1)
    static let statistics = RoomStatistics(
        tracks: 2, milliseconds: 9_000, members: [.init(user: UserID(80_351_110_224_678_912), tracks: 2)], waiting: 1)
    static let lyrics = Lyrics(
        track: track, lines: [.init(milliseconds: 1_500, text: "la")], plain: "la", positionMilliseconds: 61_020)

    static let playerActions: [String: PlaybackAction] = [
        "play-now": .play(
            PlayRequest(media: .url("https://example.org/ladder.ogg"), place: .now, isShuffled: true)),
        "play-at": .play(
            PlayRequest(media: .url("https://example.org/ladder.ogg"), place: .position(3))),
        "edit-previous": .edit(.previous),
        "edit-replay": .edit(.replay),
        "edit-seek": .edit(.seek(milliseconds: 90_000)),
        "edit-shift": .edit(.shift(milliseconds: -10_000)),
        "edit-skip-to": .edit(.skipTo(entry: .position(4))),
        "edit-move": .edit(.move(entry: .id(17), position: 1)),
        "edit-remove-entry": .edit(.remove(.entry(.id(17)))),
        "edit-remove-range": .edit(.remove(.range(from: 2, to: 5))),
        "edit-remove-member": .edit(.remove(.member(UserID(80_351_110_224_678_912)))),
        "edit-remove-duplicates": .edit(.remove(.duplicates)),
        "edit-remove-absent": .edit(.remove(.absent)),
        "edit-shuffle": .edit(.shuffle(seed: 42)),
        "edit-loop": .edit(.loop(mode: .queue)),
        "edit-next-loop": .edit(.nextLoop),
        "edit-toggle-pause": .edit(.togglePause),
        "edit-undo": .edit(.undo),
        "edit-autoplay": .edit(.autoplay(isOn: true)),
        "library-toggle-favourite": .library(.toggleFavourite),
        "library-add-favourite": .library(.addFavourite),
        "library-remove-favourite": .library(.removeFavourite(number: 2)),
        "library-favourites": .library(.favourites(page: 1)),
        "library-play-favourites": .library(.playFavourites(of: UserID(80_351_110_224_678_912))),
        "library-save-playlist": .library(.savePlaylist(name: "Töne")),
        "library-load-playlist": .library(.loadPlaylist(name: "Töne", isShuffled: true)),
        "library-playlists": .library(.playlists),
        "library-share-playlist": .library(.sharePlaylist(name: "Töne")),
        "library-import-playlist": .library(.importPlaylist(code: "ABCD2345", name: "Neu")),
        "library-delete-playlist": .library(.deletePlaylist(name: "Töne")),
        "library-history": .library(.history(page: 2)),
        "library-statistics": .library(.statistics),
        "music-search": .music(.search(words: "never gonna — Zoë")),
        "music-choose": .music(
            .choose(references: ["https://example.org/ladder", "spotify 4uLU6hMCjMI75M1A2tKUQC"])),
        "music-settle": .music(
            .settle(reference: "spotify 4uLU6hMCjMI75M1A2tKUQC", choice: "https://example.org/ladder")),
        "music-other-recordings": .music(.otherRecordings),
        "music-correct": .music(.correct(entry: 17, reference: "https://example.org/ladder")),
        "music-playlists": .music(.playlists),
        "music-play-playlist": .music(.playPlaylist(reference: "spotify 37i9dQ")),
        "music-liked-songs": .music(.likedSongs),
        "music-recommendations": .music(.recommendations),
        "music-blend": .music(.blend),
        "play-several": .play(playSeveral),
        "library-lyrics": .library(.lyrics),
        "room-show": .room(.show),
        "room-change": .room(.change(Fixtures.roomChange)),
    ]

    static let playerOutcomes: [String: JobOutcome] = [
        "edited-previous": .edited(.previous(track: Fixtures.track)),
        "edited-replayed": .edited(.replayed(player: Fixtures.playing)),
        "edited-sought": .edited(.sought(player: Fixtures.playing)),
        "edited-skipped-to": .edited(.skippedTo(track: Fixtures.track, passed: 2)),
        "edited-moved": .edited(.moved(track: Fixtures.upload, position: 1)),
        "edited-removed": .edited(.removed(track: Fixtures.upload, count: 3)),
        "edited-shuffled": .edited(.shuffled(count: 9)),
        "edited-loop": .edited(.loop(mode: .track)),
        "edited-undone": .edited(.undone(change: .cleared, count: 4)),
        "edited-autoplay": .edited(.autoplay(isOn: false)),
        "edited-voted": .edited(.voted(votes: 1, needed: 2)),
        "edited-queued-many": .edited(.queuedMany(track: Fixtures.track, count: 5, ahead: 1)),
        "library-favourite-added": .library(.favouriteAdded(track: Fixtures.track, count: 3)),
        "library-favourite-removed": .library(.favouriteRemoved(title: "a")),
        "library-favourites": .library(.favourites(tracks: Fixtures.page)),
        "library-playlist-saved": .library(.playlistSaved(name: "Töne", count: 2)),
        "library-playlists": .library(.playlists(playlists: [.init(name: "Töne", count: 2)])),
        "library-playlist-shared": .library(.playlistShared(name: "Töne", code: "ABCD2345")),
        "library-playlist-imported": .library(.playlistImported(name: "Töne", count: 2)),
        "library-playlist-deleted": .library(.playlistDeleted(name: "Töne")),
        "library-history": .library(.history(tracks: Fixtures.page)),
        "library-statistics": .library(.statistics(Fixtures.statistics)),
        "library-lyrics": .library(.lyrics(Fixtures.lyrics)),
        "room-settings": .room(.settings(RoomSettings())),
        "room-changed": .room(.changed(Fixtures.roomChange.set)),
        "music-found": .music(.found(offer: offer)),
        "music-recordings": .music(.recordings(current: Fixtures.track, offer: offer)),
        "music-uncertain": .music(.uncertain(reference: "spotify 4uLU6hMCjMI75M1A2tKUQC", offer: offer)),
        "music-corrected": .music(.corrected(track: Fixtures.track)),
        "music-playlists": .music(.playlists(lists: ownPlaylists)),
        "now-playing-modes": .nowPlaying(playingWithModes),
    ]

    private static let playSeveral: PlayRequest = {
        var request = PlayRequest(media: .url("https://example.org/ladder.ogg"))
        request.more = [.url("https://example.org/b.ogg"), .words("zoë leiter")]
        return request
    }()
    private static let offer: TrackOffer = {
        var track = OfferedTrack(reference: "https://example.org/ladder", title: "Leiter — „Töne“")
        track.artist = "Ärzte"
        track.durationMilliseconds = 181_000
        track.source = "Spotify"
        track.link = "https://example.org/ladder"
        track.isOwn = true
        track.isLive = false
        return TrackOffer(
            words: "leiter", tracks: [track, OfferedTrack(reference: "youtube abc", title: "a")],
            missing: ["SoundCloud"])
    }()
    private static let ownPlaylists = OwnPlaylists(
        lists: [
            OwnPlaylist(reference: "spotify 37i9dQ", title: "Abendlieder", source: "Spotify", count: 1_000),
            OwnPlaylist(reference: "soundcloud 5", title: "b", source: nil, count: nil),
        ], missing: ["YouTube"])

    private static let playingWithModes: PlayerState = {
        var player = playing
        player.current?.source = "YouTube"
        player.current?.account = "Ada"
        player.next = upload
        player.loop = .track
        player.autoplay = true
        player.isPassedThrough = true
        return player
    }()

    static let refusals: [String: Refusal] = [
        "needs-dj": .needsDJ(role: RoleID(70)),
        "needs-manager": .needsManager,
        "no-such-entry": .noSuchEntry,
        "nothing-before": .nothingBefore,
        "nothing-to-undo": .nothingToUndo,
        "nothing-to-remove": .nothingToRemove,
        "nothing-to-shuffle": .nothingToShuffle,
        "not-seekable": .notSeekable,
        "beyond-end": .beyondEnd(milliseconds: 181_000),
        "track-too-long": .trackTooLong(minutes: 10),
        "member-limit": .memberLimit(tracks: 5),
        "duplicate": .duplicate(title: "a"),
        "blocked": .blocked,
        "wrong-channel": .wrongChannel(channel: Fixtures.channel),
        "already-voted": .alreadyVoted(votes: 1, needed: 2),
        "no-lyrics": .noLyrics(title: "a"),
        "lyrics-unavailable": .lyricsUnavailable,
        "no-such-playlist": .noSuchPlaylist(name: "a"),
        "playlist-exists": .playlistExists(name: "a"),
        "playlist-empty": .playlistEmpty,
        "too-many-playlists": .tooManyPlaylists(limit: 50),
        "too-many-favourites": .tooManyFavourites(limit: 500),
        "no-favourites": .noFavourites(member: UserID(80_351_110_224_678_912)),
        "no-such-code": .noSuchCode,
        "bad-import": .badImport,
        "offer-expired": .offerExpired,
        "not-linked": .notLinked(services: ["Spotify", "YouTube"]),
        "nothing-in-accounts": .nothingInAccounts,
        "accounts-unavailable": .accountsUnavailable(services: ["Spotify"]),
        "nobody-to-blend": .nobodyToBlend,
        "no-other-recordings": .noOtherRecordings(title: "a"),
        "not-keepable": .notKeepable,
    ]
}
