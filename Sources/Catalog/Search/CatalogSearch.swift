internal import Deadlines
package import DiscordTypes
package import Jobs
internal import Logging
internal import Synchronization

/// Searches all services at once, each within its own time, and remembers what they found.
package final class CatalogSearch: Sendable {
    /// Searches for people who are still typing that may be under way at once.
    private static let maximumSuggestions = 2

    private let providers: [SearchProvider]
    private let cache: CatalogCache
    private let breakers: Mutex<[String: CircuitBreaker]>
    private let suggesting = Mutex(0)
    private let patience: Duration
    /// Nil where they can't be told in time.
    private let links: @Sendable (UserID) async -> MemberLinks?
    private let logger: Logger

    /// `patience` is how much longer the other services may take once one has found something.
    init(
        providers: [SearchProvider], cache: CatalogCache, patience: Duration = .seconds(4),
        links: @escaping @Sendable (UserID) async -> MemberLinks? = { _ in MemberLinks() }, logger: Logger
    ) {
        self.providers = providers
        self.cache = cache
        self.patience = patience
        self.links = links
        self.logger = logger
        breakers = Mutex([:])
    }

    /// Best first. Whatever has not answered within its budget, or `limit` where that is shorter, or so much later than another that
    /// had something, is named instead.
    package func find(
        _ words: String, for member: UserID, count: Int = 10, within limit: Duration? = nil
    ) async -> SearchResult {
        async let known = links(member)
        var found: [String: [CatalogTrack]] = [:]
        await withTaskGroup(of: (name: String, tracks: [CatalogTrack]?)?.self) { group in
            for provider in providers {
                group.addTask { (provider.name, await self.ask(provider, words, member, count, limit)) }
            }
            var (waiting, hasFound) = (providers.count, false)
            while waiting > 0, let answer = await group.next() {
                // Those that have not answered by now are cancelled, and named.
                guard let answer else { break }
                found[answer.name] = answer.tracks
                waiting -= 1
                guard !hasFound, answer.tracks?.isEmpty == false else { continue }
                hasFound = true
                group.addTask { [patience] in
                    try? await Task.sleep(for: patience)
                    return nil
                }
            }
            group.cancelAll()
        }
        let links = await known ?? MemberLinks()
        let tracks = links.attributed(providers.flatMap { found[$0.name] ?? [] }, to: member)
        let ranked = SearchRanking.ranked(tracks, for: words, member: member, preferring: links.preferred)
        return SearchResult(
            tracks: Array(ranked.prefix(count)),
            missing: providers.map(\.name).filter { found[$0] == nil })
    }

    /// Proposals while somebody types: what is known at once, and what the services say in time. A search that takes longer goes
    /// on, so that the next letter finds it.
    package func suggest(_ words: String, for member: UserID, count: Int, within limit: Duration) async
        -> [CatalogTrack]
    {
        async let asked = links(member)
        let known = cache.known(words, limit: count)
        guard known.count < count, words.count >= 3, beginSuggestion() else {
            return (await asked ?? MemberLinks()).attributed(known, to: member)
        }
        let search = Task<SearchResult, any Error> {
            defer { self.endSuggestion() }
            return await self.find(words, for: member, count: count)
        }
        let found = try? await Deadline.after(limit).value(of: search)
        let links = await asked ?? MemberLinks()
        let tracks = links.attributed(known + (found?.tracks ?? []), to: member)
        return Array(
            SearchRanking.ranked(tracks, for: words, member: member, preferring: links.preferred).prefix(count))
    }

    private func ask(
        _ provider: SearchProvider, _ words: String, _ member: UserID, _ count: Int, _ limit: Duration?
    ) async -> [CatalogTrack]? {
        if !provider.isPersonal, let known = await cache.search(words, at: provider.name) { return known }
        guard breakers.withLock({ $0[provider.name, default: CircuitBreaker()].admits(at: .now) }) else { return nil }
        do {
            let budget = min(provider.budget, limit ?? provider.budget)
            let tracks = try await Deadline.after(budget).run { try await provider.find(words, member, count) }
            breakers.withLock { $0[provider.name]?.succeeded() }
            if !provider.isPersonal { await cache.keep(tracks, of: words, at: provider.name) }
            return tracks
        } catch {
            // Not being linked, and not being asked any more, is no fault of the service.
            let isNotLinked = error as? CatalogError == .notLinked
            guard !isNotLinked, !(error is CancellationError) else {
                breakers.withLock { $0[provider.name]?.abandoned(at: .now) }
                return isNotLinked ? [] : nil
            }
            breakers.withLock { $0[provider.name, default: CircuitBreaker()].failed(at: .now) }
            logger.info("a search failed", metadata: ["service": "\(provider.name)", "reason": "\(error)"])
            return nil
        }
    }

    private func beginSuggestion() -> Bool {
        suggesting.withLock { count in
            guard count < Self.maximumSuggestions else { return false }
            count += 1
            return true
        }
    }

    private func endSuggestion() { suggesting.withLock { $0 -= 1 } }
}
