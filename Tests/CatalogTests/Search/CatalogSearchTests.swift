import Accounts
import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct CatalogSearchTests {
    private static let member = UserID(7)
    private static let other = UserID(8)
    private static let log = Logger(label: "test")

    private static func track(
        _ service: CatalogTrack.Service, _ title: String, _ artist: String = "Zoë", account: UserID? = nil
    ) -> CatalogTrack {
        var track = CatalogTrack(
            service: service, id: "\(service) \(title)", title: title, link: "https://example.org/a")
        track.artist = artist
        track.durationMilliseconds = 200_000
        track.account = account
        return track
    }

    private static func provider(
        _ name: String, _ service: CatalogTrack.Service = .youtube, personal: Bool = false,
        budget: Duration = .seconds(60), _ find: @escaping @Sendable (String) async throws -> [CatalogTrack]
    ) -> SearchProvider {
        SearchProvider(name: name, service: service, budget: budget, isPersonal: personal) { words, _, _ in
            try await find(words)
        }
    }

    private static func search(_ providers: [SearchProvider], store: (any CatalogCacheStore)? = nil, now: Int64 = 0)
        -> (CatalogSearch, CatalogCache)
    {
        let cache = CatalogCache(store: store, now: { now }, logger: log)
        return (CatalogSearch(providers: providers, cache: cache, logger: log), cache)
    }

    private static func store(_ now: @escaping @Sendable () -> Int64) async throws -> SQLiteCatalogStore {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cache-\(UUID().uuidString)").path
        var configuration = SQLiteConfiguration(directory: folder)
        configuration.now = now
        return try await SQLiteCatalogStore(configuration, logger: log)
    }

    @Test func `a service that hangs or fails delays nobody and is named`() async {
        let (search, _) = Self.search([
            Self.provider("Hangs", budget: .milliseconds(50)) { _ in
                // Until the test's end: it does not even let itself be cancelled.
                await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
                return []
            },
            Self.provider("Fails") { _ in throw SiteError.refused(.failed) },
            Self.provider("Works") { _ in [Self.track(.youtube, "Leiter")] },
        ])
        let result = await search.find("leiter", for: Self.member)
        #expect(result.tracks.map(\.title) == ["Leiter"])
        #expect(result.missing == ["Hangs", "Fails"])
    }

    @Test func `a service that failed three times is left alone, and asked again after a while`() {
        var breaker = CircuitBreaker()
        let now = ContinuousClock.now
        for _ in 0..<3 {
            let isAdmitted = breaker.admits(at: now)
            #expect(isAdmitted)
            breaker.failed(at: now)
        }
        // After the pause one trial, which decides.
        let after = [59, 60, 61].map { breaker.admits(at: now + .seconds($0)) }
        #expect(after == [false, true, false])
        // Nobody waited for its answer: the next one is the trial.
        breaker.abandoned(at: now + .seconds(62))
        let again = [62, 63].map { breaker.admits(at: now + .seconds($0)) }
        #expect(again == [true, false])
        breaker.succeeded()
        let isAdmitted = breaker.admits(at: now + .seconds(63))
        #expect(isAdmitted)
    }

    @Test(.timeLimit(.minutes(1)))
    func `once one has found something the others are waited for a little, named, and asked again the next time`()
        async
    {
        let asked = Mutex(0)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let slow = Self.provider("Slow", budget: .seconds(600)) { _ in
            asked.withLock { $0 += 1 }
            begin.yield()
            try await Task.sleep(for: .seconds(600))
            return []
        }
        let empty = Self.provider("Empty") { _ in [] }
        let works = Self.provider("Works", personal: true) { _ in
            // Not before the slow one was asked.
            for await _ in begun.prefix(1) {}
            return [Self.track(.youtube, "Leiter")]
        }
        let search = CatalogSearch(
            providers: [slow, empty, works], cache: CatalogCache(store: nil, now: { 0 }, logger: Self.log),
            patience: .milliseconds(20), logger: Self.log)
        // More often than a service may fail before it is left alone.
        for number in 1...5 {
            let result = await search.find("leiter", for: Self.member)
            #expect(result.tracks.map(\.title) == ["Leiter"])
            #expect(result.missing.contains("Slow"))
            #expect(asked.withLock { $0 } == number)
        }
    }

    @Test func `a service that is left alone is named all the same, and the others answer`() async {
        let asked = Mutex(0)
        let (search, _) = Self.search([
            Self.provider("Fails") { _ in
                asked.withLock { $0 += 1 }
                throw SiteError.refused(.failed)
            },
            Self.provider("Works") { words in [Self.track(.youtube, words)] },
        ])
        for number in 0..<CircuitBreaker.tolerated + 3 {
            let result = await search.find("leiter \(number)", for: Self.member)
            #expect(result.tracks.map(\.title) == ["leiter \(number)"])
            #expect(result.missing == ["Fails"])
        }
        #expect(asked.withLock { $0 } == CircuitBreaker.tolerated)
    }

    @Test func `one's own account comes first, and two ways to one song are one choice`() async {
        let (search, _) = Self.search([
            Self.provider("YouTube") { _ in
                [Self.track(.youtube, "Leiter (Live)"), Self.track(.youtube, "Zoë - Leiter (Official Video)")]
            },
            Self.provider("Spotify", .spotify, personal: true) { _ in
                [Self.track(.spotify, "Leiter", account: Self.member)]
            },
        ])
        let result = await search.find("zoë leiter", for: Self.member)
        #expect(result.tracks.map(\.service) == [.spotify, .youtube])
        #expect(result.tracks.last?.title == "Leiter (Live)")
    }

    @Test func `what a member prefers comes before the operator's order, and their own account before that`() async {
        let tracks = [Self.track(.spotify, "Leiter eins"), Self.track(.soundcloud, "Leiter zwei")]
        func order(_ links: [ActiveLink], own: CatalogTrack.Service? = nil) async -> [CatalogTrack.Service] {
            let search = CatalogSearch(
                providers: tracks.map { track in
                    Self.provider(track.service.name, track.service, personal: true) { _ in
                        var track = track
                        track.account = track.service == own ? Self.member : nil
                        return [track]
                    }
                }, cache: CatalogCache(store: nil, now: { 0 }, logger: Self.log),
                links: { $0 == Self.member ? MemberLinks(links) : nil }, logger: Self.log)
            // Nothing is known of another member's wishes.
            #expect(await search.find("leiter", for: Self.other).tracks.map(\.service) == [.spotify, .soundcloud])
            return await search.find("leiter", for: Self.member).tracks.map(\.service)
        }
        let preferred = ActiveLink(provider: .soundcloud, linkedAt: 1, isPreferred: true)
        #expect(await order([]) == [.spotify, .soundcloud])
        #expect(await order([preferred]) == [.soundcloud, .spotify])
        #expect(await order([preferred], own: .spotify) == [.spotify, .soundcloud])
    }

    @Test func `the artist's own upload comes before others' and a preview last, whatever YouTube says first`() async {
        func upload(_ title: String, by channel: String, isVerified: Bool? = nil) -> CatalogTrack {
            var track = Self.track(.youtube, title, channel)
            track.isVerified = isVerified
            return track
        }
        var preview = Self.track(.soundcloud, "Leiter drei")
        preview.isPreview = true
        let found = [
            preview, upload("Leiter eins (Lyrics)", by: "Texte"), upload("Leiter eins", by: "Zoë Fans"),
            upload("Leiter zwei (Live)", by: "Zoë", isVerified: true), upload("Leiter eins", by: "Zoë - Topic"),
        ].enumerated().map { number, track in
            var track = track
            track.id = "\(number)"
            return track
        }
        func order(_ words: String) -> [String] {
            SearchRanking.ranked(found, for: words, member: Self.member).map(\.id)
        }
        #expect(order("leiter") == ["4", "2", "1", "3", "0"])
        // Who asks for the words or for a concert gets them.
        #expect(order("leiter live").first == "3")
        #expect(order("leiter eins lyrics").first == "1")
    }

    @Test func `what YouTube's cookies open is named as the member's own, and kept as everybody's`() async throws {
        let (now, store) = (Int64(1_000), try await Self.store { 1_000 })
        let cache = CatalogCache(store: store, now: { now }, logger: Self.log)
        let search = CatalogSearch(
            providers: [Self.provider("YouTube") { _ in [Self.track(.youtube, "Leiter")] }], cache: cache,
            links: { member in
                MemberLinks(member == Self.member ? [ActiveLink(provider: .youtubeCookies, linkedAt: 1)] : [])
            }, logger: Self.log)
        for (member, account) in [(Self.member, Self.member as UserID?), (Self.other, nil), (Self.member, Self.member)]
        {
            #expect(await search.find("leiter", for: member).tracks.map(\.account) == [account])
            for words in ["le", "leit"] {
                let known = await search.suggest(words, for: member, count: 1, within: .seconds(5))
                #expect(known.map(\.account) == [account])
            }
        }
        #expect(cache.known("leiter", limit: 1).map(\.account) == [nil])
    }

    @Test func `a search is remembered for a day and nothing for ten minutes, and not a moment longer`() async throws {
        let clock = Mutex<Int64>(1_000_000)
        let now: @Sendable () -> Int64 = { clock.withLock { $0 } }
        let store = try await Self.store(now)
        let asked = Mutex<[String]>([])
        let cache = CatalogCache(store: store, now: now, logger: Self.log)
        let provider = Self.provider("YouTube") { words in
            asked.withLock { $0.append(words) }
            return words == "nothing" ? [] : [Self.track(.youtube, "Leiter")]
        }
        let search = CatalogSearch(providers: [provider], cache: cache, logger: Self.log)
        for _ in 0..<2 {
            #expect(await search.find("Leiter", for: Self.member).tracks.count == 1)
            #expect(await search.find("nothing", for: Self.member).tracks.isEmpty)
        }
        #expect(asked.withLock { $0 } == ["Leiter", "nothing"])
        clock.withLock { $0 += 600_000 }
        _ = await search.find("nothing", for: Self.member)
        _ = await search.find("leiter ", for: Self.other)
        #expect(asked.withLock { $0 } == ["Leiter", "nothing", "nothing"])
        clock.withLock { $0 += 24 * 3_600_000 }
        _ = await search.find("leiter", for: Self.member)
        #expect(asked.withLock { $0 } == ["Leiter", "nothing", "nothing", "leiter"])
        // What had expired went when the newer answers were kept.
        #expect(try await store.removeExpired() == 0)
    }

    @Test func `each lifetime ends at its moment: searches, misses, and tracks by service and id`() async throws {
        let clock = Mutex<Int64>(1_000_000)
        let now: @Sendable () -> Int64 = { clock.withLock { $0 } }
        let store = try await Self.store(now)
        let cache = CatalogCache(store: store, now: now, logger: Self.log)
        await cache.keep([Self.track(.youtube, "Leiter")], of: "leiter", at: "YouTube")
        await cache.keep([], of: "nothing", at: "YouTube")
        let (minute, day) = (Int64(60_000), Int64(24 * 3_600_000))
        for (life, isKept) in [
            (10 * minute, { await cache.search("nothing", at: "YouTube") != nil }),
            (day, { await cache.search("leiter", at: "YouTube") != nil }),
            (7 * day, { try await store.cached("track youtube youtube Leiter") != nil }),
            (7 * day, { cache.known("leiter", limit: 1).count == 1 }),
            (
                7 * day,
                {
                    let fresh = CatalogCache(store: store, now: now, logger: Self.log)
                    await fresh.load()
                    return fresh.known("leiter", limit: 1).count == 1
                }
            ),
        ] as [(Int64, () async throws -> Bool)] {
            clock.withLock { $0 = 1_000_000 + life - 1 }
            #expect(try await isKept(), "a moment before \(life) ms")
            clock.withLock { $0 = 1_000_000 + life }
            #expect(try await !isKept(), "at \(life) ms")
        }
    }

    @Test func `a track taken up at the start is known no longer than it was to be kept`() async throws {
        let clock = Mutex<Int64>(1_000_000)
        let now: @Sendable () -> Int64 = { clock.withLock { $0 } }
        let store = try await Self.store(now)
        await CatalogCache(store: store, now: now, logger: Self.log).keep([Self.track(.youtube, "Leiter")])
        clock.withLock { $0 += 6 * 24 * 3_600_000 }
        let cache = CatalogCache(store: store, now: now, logger: Self.log)
        await cache.load()
        #expect(cache.known("leiter", limit: 1).count == 1)
        clock.withLock { $0 += 24 * 3_600_000 }
        #expect(cache.known("leiter", limit: 1).isEmpty)
    }

    @Test func `what has an address only is proposed to nobody and kept nowhere`() async throws {
        let store = try await Self.store { 1_000 }
        let cache = CatalogCache(store: store, now: { 1_000 }, logger: Self.log)
        var hidden = Self.track(.youtube, "Rehearsal for Ann")
        hidden.isUnlisted = true
        await cache.keep([hidden, Self.track(.youtube, "Rehearsal")])
        #expect(cache.known("rehearsal", limit: 5).map(\.title) == ["Rehearsal"])
        #expect(try await store.latest("", limit: 10).count == 1)
    }

    @Test func `a service that never answers keeps nobody who types from what is known, however often they type`()
        async throws
    {
        let asked = Mutex(0)
        let silent = Self.provider("Silent") { _ in
            asked.withLock { $0 += 1 }
            // It does not even let itself be cancelled.
            await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
            return []
        }
        let (search, cache) = Self.search([silent])
        await cache.keep([Self.track(.youtube, "Leiter")])
        for letters in ["lei", "leit", "leite", "leiter", "zoë leiter"] {
            let found = await search.suggest(letters, for: Self.member, count: 5, within: .milliseconds(5))
            #expect(found.map(\.title) == ["Leiter"])
        }
        // Two searches are under way at most: the letters behind them wait for nothing.
        while asked.withLock({ $0 }) < 2 { await Task.yield() }
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `what a member's account found is kept for nobody`() async throws {
        let store = try await Self.store { 1_000 }
        let asked = Mutex(0)
        let cache = CatalogCache(store: store, now: { 1_000 }, logger: Self.log)
        let provider = Self.provider("Spotify", .spotify, personal: true) { _ in
            asked.withLock { $0 += 1 }
            return [Self.track(.spotify, "Secret mixtape", account: Self.member)]
        }
        let search = CatalogSearch(providers: [provider], cache: cache, logger: Self.log)
        _ = await search.find("secret mixtape", for: Self.member)
        #expect(try await store.latest("", limit: 10).isEmpty)
        #expect(cache.known("secret", limit: 5).isEmpty)
        _ = await search.find("secret mixtape", for: Self.member)
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `while somebody types, what is known is proposed at once and the search goes on for the next letter`()
        async throws
    {
        let (go, continuation) = AsyncStream.makeStream(of: Void.self)
        let (done, finished) = AsyncStream.makeStream(of: Void.self)
        let store = try await Self.store { 1_000 }
        let (search, cache) = Self.search(
            [
                Self.provider("YouTube") { _ in
                    for await _ in go { break }
                    defer { finished.yield() }
                    return [Self.track(.youtube, "Leiter zwei")]
                }
            ], store: store, now: 1_000)
        await cache.keep([Self.track(.youtube, "Leiter eins")])
        let first = await search.suggest("zoë lei", for: Self.member, count: 5, within: .milliseconds(20))
        #expect(first.map(\.title) == ["Leiter eins"])
        continuation.yield()
        for await _ in done { break }
        // Kept just after the answer.
        while cache.known("zwei", limit: 1).isEmpty { await Task.yield() }
        let second = await search.suggest("zoë leit", for: Self.member, count: 5, within: .milliseconds(20))
        #expect(Set(second.map(\.title)) == ["Leiter eins", "Leiter zwei"])
    }
}
