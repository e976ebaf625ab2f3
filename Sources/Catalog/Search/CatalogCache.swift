internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// Searches and tracks found lately. What a member's account found, or whoever has an address alone, is not kept here.
final class CatalogCache: Sendable {
    static let searchLife: Duration = .seconds(24 * 3600)
    static let trackLife: Duration = .seconds(7 * 24 * 3600)
    static let missLife: Duration = .seconds(600)
    /// Tracks that are looked through while somebody types.
    static let knownTracks = 5_000

    private struct Known {
        var words: Set<String>
        var track: CatalogTrack
        var expiresAt: Int64
    }

    private let store: (any CatalogCacheStore)?
    private let known = Mutex<[Known]>([])
    /// Milliseconds since 1970-01-01 UTC.
    private let now: @Sendable () -> Int64
    private let logger: Logger

    init(store: (any CatalogCacheStore)?, now: @escaping @Sendable () -> Int64, logger: Logger) {
        self.store = store
        self.now = now
        self.logger = logger
    }

    /// Takes up what was known before the start, and frees what is not read any more.
    func load() async {
        guard let store else { return }
        do {
            _ = try await store.removeExpired()
            let tracks = try await store.latest("track ", limit: Self.knownTracks)
            remember(
                tracks.reversed().compactMap { kept in
                    (try? CatalogTrack(json: kept.value)).map { ($0, kept.expiresAt) }
                })
        } catch {
            logger.notice("the catalogue's cache can't be read", metadata: ["error": "\(error)"])
        }
    }

    func search(_ words: String, at provider: String) async -> [CatalogTrack]? {
        guard let text = try? await store?.cached(Self.searchKey(words, provider)) else { return nil }
        return try? [CatalogTrack](json: text)
    }

    func keep(_ tracks: [CatalogTrack], of words: String, at provider: String) async {
        guard let text = try? tracks.json() else { return }
        let life = tracks.isEmpty ? Self.missLife : Self.searchLife
        await write([Self.searchKey(words, provider): text], life)
        await keep(tracks)
    }

    func keep(_ tracks: [CatalogTrack]) async {
        let open = tracks.filter { $0.account == nil && $0.isUnlisted != true }
        let end = now() + Self.trackLife.components.seconds * 1000
        remember(open.map { ($0, end) })
        var values: [String: String] = [:]
        for track in open { values["track \(track.service.rawValue) \(track.id)"] = try? track.json() }
        await write(values, Self.trackLife)
    }

    /// Known tracks that have all the words, the last one perhaps only begun; the latest first.
    func known(_ words: String, limit: Int) -> [CatalogTrack] {
        let wanted = TitleWords(words).texts
        guard let begun = wanted.last else { return [] }
        let whole = wanted.dropLast()
        let now = now()
        return known.withLock { known in
            var found: [CatalogTrack] = []
            for item in known.reversed() where found.count < limit && item.expiresAt > now {
                let fits = whole.allSatisfy { item.words.contains($0) } && item.words.contains { $0.hasPrefix(begun) }
                if fits { found.append(item.track) }
            }
            return found
        }
    }

    private func remember(_ tracks: [(track: CatalogTrack, expiresAt: Int64)]) {
        let added = tracks.map { track, end in
            Known(words: Set(TitleWords(track.title + " " + (track.artist ?? "")).texts), track: track, expiresAt: end)
        }
        known.withLock { known in
            let ids = Set(tracks.map { "\($0.track.service.rawValue) \($0.track.id)" })
            known.removeAll { ids.contains("\($0.track.service.rawValue) \($0.track.id)") }
            known += added
            if known.count > Self.knownTracks { known.removeFirst(known.count - Self.knownTracks) }
        }
    }

    private func write(_ values: [String: String], _ life: Duration) async {
        guard let store, !values.isEmpty else { return }
        do {
            try await store.keep(values, expiresAt: now() + life.components.seconds * 1000)
        } catch {
            // It is found anew another time.
            logger.debug("the catalogue's cache was not written", metadata: ["error": "\(error)"])
        }
    }

    private static func searchKey(_ words: String, _ provider: String) -> String {
        "search \(provider) \(TitleWords.folded(words).split(whereSeparator: \.isWhitespace).joined(separator: " "))"
    }
}
