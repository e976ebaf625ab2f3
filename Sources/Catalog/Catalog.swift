internal import Accounts
package import DiscordTypes
package import HTTPClient
package import Jobs
package import Logging
package import Storage

/// All sources of music: turns what a member asked for into tracks, and a track into bytes.
package struct Catalog: Sendable {
    let client: HTTPClient
    let sites: Sites?
    let locations: AudioLocations
    package let search: CatalogSearch
    private let cache: CatalogCache
    let media: MediaFetchConfiguration
    let services: [any MusicService]
    let cookies: MemberCookies?
    let sound: SpotifySound?
    /// What members keep at their linked services.
    package let linked: LinkedMusic
    /// What of it is known while somebody types.
    package let own: OwnLibraries
    package let mirroring: Mirroring

    /// `client` is one for untrusted addresses. Without `sites` only direct addresses and uploads can be opened.
    /// `services` are searched before YouTube. `program` gives the sound of Spotify's tracks; nil: all of them are
    /// mirrored. `now` in milliseconds since 1970-01-01 UTC.
    package init(
        client: HTTPClient, sites: (workers: SiteWorkers, configuration: SiteConfiguration)?,
        services: MusicServices? = nil, cache store: (any CatalogCacheStore & MatchCorrectionStore)? = nil,
        media: MediaFetchConfiguration = MediaFetchConfiguration(), program: SoundProgram? = nil,
        now: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.client = client
        self.sites = sites.map { Sites(workers: $0.workers, configuration: $0.configuration) }
        self.media = media
        locations = AudioLocations(now: now)
        cache = CatalogCache(store: store, now: now, logger: logger)
        let youtube = self.sites.map { [SearchProvider.youtube($0)] } ?? []
        self.services = services?.all ?? []
        cookies = services.map { MemberCookies(accounts: $0.accounts, logger: logger) }
        let spotify = self.services.lazy.compactMap { $0 as? SpotifyMusic }.first
        sound = program.flatMap { program in spotify.map { SpotifySound(program, $0, logger: logger) } }
        // YouTube is searched by yt-dlp.
        let providers = self.services.filter { $0.service != .youtube }.map { SearchProvider($0) }
        let accounts = services?.accounts
        let links: @Sendable (UserID) async -> MemberLinks? = { await MemberLinks.read(of: $0, in: accounts) }
        search = CatalogSearch(providers: providers + youtube, cache: cache, links: links, logger: logger)
        linked = LinkedMusic(services: self.services, accounts: accounts, logger: logger)
        own = OwnLibraries(linked, links: links)
        mirroring = Mirroring(
            sources: youtube + providers.filter { $0.service == .soundcloud },
            matches: MatchBook(cache: store, corrections: store, now: now, logger: logger), logger: logger)
    }

    /// Takes up what was found before the start.
    package func load() async { await cache.load() }

    /// Remembers a track that was opened, for those who type its name later.
    func opened(_ track: CatalogTrack) {
        // Nobody waits: what is not kept is found anew.
        Task { await cache.keep([track]) }
    }

    /// The list behind an address, once more, with the member's account. Throws ``CatalogError`` or ``SiteError``.
    package func list(at address: String, for member: UserID) async throws -> TrackList {
        if let service = services.first(where: { $0.hasPage(address) }) {
            return try await service.list(at: address, for: member)
        }
        guard let sites else { throw CatalogError.lookupUnavailable }
        let own = KnownSites.isYouTube(address) ? await cookies?.cookies(of: member).cookies : nil
        guard case .list(let list) = try await sites.find(address, cookies: own) else {
            throw CatalogError.nothingFound
        }
        return list
    }

    /// The medium's bytes. Nothing is looked up or connected before the first read, which blocks its thread. Errors of a read are
    /// ``CatalogError``, ``SiteError``, ``HLSError``, ``MediaFetchError``, or `CancellationError`.
    package func reader(of media: RequestedMedia, for member: UserID) -> CatalogReader {
        CatalogReader { control, announce in
            try MediaOpening(catalog: self, member: member, control: control, announce: announce).open(media)
        }
    }
}

/// Why there is nothing to be opened.
package enum CatalogError: Error, Hashable, Sendable {
    /// The search found nothing.
    case nothingFound
    /// Looking up needs yt-dlp, which this node was started without.
    case lookupUnavailable
    /// The member has no account there that works.
    case notLinked
    /// The service's tracks can't be opened.
    case unsupported(CatalogTrack.Service)
    /// The service shows it to its owner, or to whoever has an account there.
    case needsAccount(CatalogTrack.Service)
    /// Private, removed, or never there.
    case unavailable
    /// The service does not work now.
    case failing(CatalogTrack.Service)
    /// The track can't be played from its own service, and none of the candidates is surely the same: best first, perhaps none.
    case uncertain(CatalogTrack, candidates: [CatalogTrack])
}

extension SearchProvider {
    static func youtube(_ sites: Sites) -> SearchProvider {
        SearchProvider(name: "YouTube", service: .youtube, budget: .seconds(12), isPersonal: false) { words, _, count in
            try await sites.search(words, count: max(count, 5))
        }
    }
}
