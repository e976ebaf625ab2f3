import Catalog
import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import VoiceNode

/// What members are offered, and what a choice of it opens.
struct MusicSearchTests {
    static let guild = GuildID(1)
    static let (ann, ben) = (UserID(100), UserID(101))

    static func track(_ id: String, _ title: String, service: CatalogTrack.Service = .youtube) -> CatalogTrack {
        CatalogTrack(service: service, id: id, title: title, link: "https://example.org/\(id)")
    }

    static func query(_ words: String, of member: UserID = ann) -> SuggestionQuery {
        SuggestionQuery(guild: guild, member: member, words: words, patience: .milliseconds(10))
    }

    @Test func `an offer is chosen by whoever got it, and by nobody else`() {
        let offers = OfferedTracks()
        var own = Self.track("1", "Leiter", service: .spotify)
        own.account = Self.ann
        var nameless = CatalogTrack(service: .soundcloud, id: "5", title: "Ohne Seite")
        nameless.account = Self.ann
        let endless = CatalogTrack(
            service: .site, id: String(repeating: "x", count: 100), title: "zu lang",
            link: "https://e/" + String(repeating: "x", count: 100))
        let offer = offers.offer([own, nameless, endless], for: "x", missing: ["YouTube"], to: Self.ann)
        #expect(offer.tracks.map(\.reference) == ["https://example.org/1", "soundcloud 5"])
        #expect(offer.tracks.map(\.isOwn) == [true, true])
        #expect(offer.missing == ["YouTube"])
        #expect(offers.media(chosen: "https://example.org/1", by: Self.ann) == .track(own))
        #expect(offers.media(chosen: "soundcloud 5", by: Self.ann) == .track(nameless))
        #expect(offers.media(for: .url("https://example.org/1"), of: Self.ann) == .track(own))
        // Another member opens the address as it is, with what is theirs.
        #expect(offers.media(chosen: "https://example.org/1", by: Self.ben) == .url("https://example.org/1"))
        #expect(offers.media(chosen: "soundcloud 5", by: Self.ben) == nil)
        #expect(offers.media(for: .url("https://example.org/1"), of: Self.ben) == .url("https://example.org/1"))
    }

    @Test func `only who was asked which recording it is may say so, once`() {
        let offers = OfferedTracks()
        let track = Self.track("1", "Leiter", service: .spotify)
        let offer = offers.offer([track], for: "", to: Self.ann)
        // What was merely offered was never in doubt.
        #expect(offers.takeDoubt(offer.tracks[0].reference, of: Self.ann) == nil)
        offers.noteDoubt(of: track, offer.tracks[0].reference, for: Self.ann)
        #expect(offers.takeDoubt(offer.tracks[0].reference, of: Self.ben) == nil)
        #expect(offers.takeDoubt(offer.tracks[0].reference, of: Self.ann) == track)
        #expect(offers.takeDoubt(offer.tracks[0].reference, of: Self.ann) == nil)
    }

    @Test func `what a member was offered is forgotten with them, and nobody else's`() {
        let offers = OfferedTracks()
        for member in [Self.ann, Self.ben] { _ = offers.offer([Self.track("1", "Leiter")], for: "", to: member) }
        offers.forget(Self.ann)
        #expect(offers.track("https://example.org/1", offeredTo: Self.ann) == nil)
        #expect(offers.track("https://example.org/1", offeredTo: Self.ben) != nil)
    }

    @Test func `whose account found a track is not kept with it`() throws {
        var track = Self.track("1", "Leiter", service: .spotify)
        track.account = Self.ann
        let entry = QueueEntryRecord(
            id: 1, order: 1, media: try RequestedMedia.track(track).json(), title: "Leiter", artist: nil, link: nil,
            durationMilliseconds: nil, requester: Self.ann, requesterName: "Ann", textChannel: nil, addedAt: 0)
        let kept = try #require(KeptTrack(entry, at: 1))
        #expect(try RequestedMedia(json: kept.media) == .track(Self.track("1", "Leiter", service: .spotify)))
    }

    @Test func `old offers are forgotten in the end, and never a fresh one`() {
        let offers = OfferedTracks()
        for number in 0...2 * OfferedTracks.limit + 1 {
            _ = offers.offer([Self.track("\(number)", "t")], for: "", to: Self.ann)
        }
        #expect(offers.track("https://example.org/0", offeredTo: Self.ann) == nil)
        for number in OfferedTracks.limit + 1...2 * OfferedTracks.limit {
            #expect(offers.track("https://example.org/\(number)", offeredTo: Self.ann) != nil)
        }
    }

    /// A library with a favourite and a playlist of Ann's, and a history.
    private static func search(
        _ store: SQLiteNodeStore, _ access: MusicAccess = .none
    ) async throws -> MusicSearch {
        let library = MemberLibrary(store: store, owner: ann)
        func entry(_ url: String, _ title: String) throws -> QueueEntryRecord {
            QueueEntryRecord(
                id: 1, order: 0, media: try RequestedMedia.url(url).json(), title: title, artist: "Zoë", link: url,
                durationMilliseconds: 181_000, requester: ann, requesterName: "Ann", textChannel: nil, addedAt: 0)
        }
        _ = try await library.add(try #require(KeptTrack(entry("https://example.org/f", "Leiter"), at: 1)))
        let kept = try #require(KeptTrack(entry("https://example.org/p", "Leitung"), at: 2))
        try await library.save(KeptPlaylist(name: "p", tracks: [kept]))
        let heard = try [entry("https://example.org/h", "Létter home"), entry("https://example.org/f", "Leiter")]
        return MusicSearch(
            access: access,
            personal: PersonalTracks(
                store: store, logger: Logger(label: "test"),
                history: { guild, member in guild == Self.guild && member == ann ? heard : [] }))
    }

    private static func store() async throws -> SQLiteNodeStore {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        return try await SQLiteNodeStore(SQLiteConfiguration(directory: folder.path), logger: Logger(label: "test"))
    }

    @Test func `what is the member's own comes first, by begun words, then what the catalogue knows`() async throws {
        let store = try await Self.store()
        let access = MusicAccess(
            find: { _, _, _ in SearchResult() },
            suggest: { words, _, _, _ in
                words == "lei" ? [Self.track("c", "Leihgabe"), Self.track("f", "Leiter again")] : []
            })
        let search = try await Self.search(store, access)
        func found(_ words: String, of member: UserID = Self.ann) async -> [String] {
            await search.suggestions(for: Self.query(words, of: member)).tracks.map(\.reference)
        }
        #expect(await found("lei") == ["f", "p", "c"].map { "https://example.org/\($0)" })
        #expect(await found("zoe LETT") == ["https://example.org/h"])
        #expect(await found("lei", of: Self.ben) == ["c", "f"].map { "https://example.org/\($0)" })
        // Before the first letter: what was heard last, then what is kept.
        #expect(await found("") == ["h", "f", "p"].map { "https://example.org/\($0)" })
        #expect(await found("", of: Self.ben) == [])
        try await store.close()
    }

    @Test func `what is kept at linked services is proposed to its owner, with whose account opens what`() async throws
    {
        let store = try await Self.store()
        let own = Mutex<[UserID: OwnMusic]>([:])
        var access = MusicAccess.none
        access.suggest = { _, _, _, _ in [Self.track("c", "Leihgabe")] }
        access.own = { member in own.withLock { $0[member] ?? OwnMusic() } }
        access.forget = { member in own.withLock { $0[member] = nil } }
        let search = try await Self.search(store, access)
        var liked = Self.track("l", "Leise", service: .spotify)
        liked.account = Self.ann
        let lists = ["Leichtes", "Schweres"].map { name in
            LinkedPlaylist(
                service: .spotify, id: name, name: name, count: 7, link: "https://example.org/list/\(name)")
        }
        let links = MemberLinks(linkedAt: [.spotify: 1])
        own.withLock { $0[Self.ann] = OwnMusic(tracks: [liked], lists: lists, links: links) }
        let offer = await search.suggestions(for: Self.query("lei"))
        #expect(
            offer.tracks.map(\.reference)
                == ["f", "p", "l", "list/Leichtes", "c"].map { "https://example.org/\($0)" })
        #expect(offer.tracks.map(\.isOwn) == [nil, nil, true, true, nil])
        #expect(offer.tracks.map(\.isList) == [nil, nil, nil, true, nil])
        // A list is opened as what its address is, a track as it was liked.
        let chosen = offer.tracks.map { search.offers.media(for: .url($0.reference), of: Self.ann) }
        #expect(chosen[2] == .track(liked) && chosen[3] == .url("https://example.org/list/Leichtes"))
        // Before the first letter lists would be in the way.
        #expect(await search.suggestions(for: Self.query("")).tracks.allSatisfy { $0.isList != true })
        #expect(await search.suggestions(for: Self.query("leis", of: Self.ben)).tracks.map(\.title) == ["Leihgabe"])
        own.withLock { $0[Self.ann] = OwnMusic(tracks: [liked]) }
        #expect(await search.suggestions(for: Self.query("leis")).tracks.map(\.isOwn) == [nil, nil])
        search.forget(Self.ann)
        #expect(await search.suggestions(for: Self.query("leis")).tracks.map(\.title) == ["Leihgabe"])
        try await store.close()
    }

    @Test func `a search names what did not answer and can be chosen from`() async throws {
        let store = try await Self.store()
        let search = try await Self.search(
            store,
            MusicAccess(
                find: { _, _, count in
                    #expect(count == MusicSearch.offered)
                    return SearchResult(tracks: [Self.track("c", "Leihgabe")], missing: ["Spotify"])
                }, suggest: { _, _, _, _ in [] }))
        let offer = await search.offer(for: "lei", to: Self.ann)
        #expect(offer.words == "lei" && offer.missing == ["Spotify"])
        #expect(
            search.offers.media(chosen: "https://example.org/c", by: Self.ann) == .track(Self.track("c", "Leihgabe")))
        try await store.close()
    }
}
