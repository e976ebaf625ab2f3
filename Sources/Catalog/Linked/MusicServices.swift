package import Accounts
package import HTTPClient
internal import Jobs
internal import Storage

/// The services that the operator set up, at the addresses of their APIs.
package struct MusicServices: Sendable {
    package let accounts: Accounts
    let all: [any MusicService]

    /// `client` is one for configured addresses. A nil address: the service is not set up. Lists are read up to `limit` tracks.
    package init(
        accounts: Accounts, client: HTTPClient, spotify: String?, soundcloud: String?, appleMusic: String?,
        youtube: String?, limit: Int
    ) {
        self.accounts = accounts
        let clientOf = { (provider: AccountProvider, base: String) in
            let base = base.hasSuffix("/") ? String(base.dropLast()) : base
            return ServiceClient(provider, base: base, accounts: accounts, http: client)
        }
        var all: [any MusicService] = []
        if let spotify { all.append(SpotifyMusic(client: clientOf(.spotify, spotify), limit: limit)) }
        if let appleMusic { all.append(AppleMusicCatalogue(client: clientOf(.appleMusic, appleMusic), limit: limit)) }
        if let soundcloud { all.append(SoundCloudMusic(client: clientOf(.soundcloud, soundcloud), limit: limit)) }
        if let youtube { all.append(YouTubeLibrary(client: clientOf(.youtube, youtube), limit: limit)) }
        self.all = all
    }
}

extension SearchProvider {
    /// Results of a member's own account are kept for nobody else.
    init(_ service: any MusicService) {
        self.init(name: service.service.name, service: service.service, budget: .seconds(6), isPersonal: true) {
            words, member, count in
            do {
                return try await service.search(words, for: member, count: count)
            } catch MusicServiceError.notLinked, MusicServiceError.notConfigured, MusicServiceError.relinkNeeded,
                MusicServiceError.unavailable
            {
                // It is the member's account that gives nothing, and no fault of the service.
                throw CatalogError.notLinked
            }
        }
    }
}

extension CatalogError {
    init(_ error: MusicServiceError, of service: CatalogTrack.Service) {
        self =
            switch error {
            case .notConfigured, .unsupported: .unsupported(service)
            case .notLinked, .relinkNeeded: .needsAccount(service)
            case .unavailable: .unavailable
            case .rateLimited, .failing, .malformed: .failing(service)
            }
    }
}
