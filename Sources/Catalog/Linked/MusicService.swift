internal import DiscordTypes
internal import Jobs
internal import Storage

/// A service that knows music by its API: what anybody may find there, and what a member keeps there.
///
/// Calls throw ``MusicServiceError`` or `CancellationError`. Where a member has no account, what is public is found with the
/// application's own, if the service gives it one.
protocol MusicService: Sendable {
    var service: CatalogTrack.Service { get }
    var provider: AccountProvider { get }
    /// Whether an address is one of this service's pages.
    func hasPage(_ address: String) -> Bool
    /// What is behind a page.
    func find(_ address: String, for member: UserID) async throws -> MusicFinding
    func search(_ words: String, for member: UserID, count: Int) async throws -> [CatalogTrack]
    /// The liked tracks first.
    func playlists(of member: UserID) async throws -> [LinkedPlaylist]
    /// What was liked or played last, the newest first.
    func liked(by member: UserID, count: Int) async throws -> [CatalogTrack]
    /// What the service thinks the member would like, or else what they played or liked last.
    func recommended(to member: UserID, count: Int) async throws -> [CatalogTrack]
}

extension MusicService {
    /// The list behind a page. Throws ``CatalogError``, `nothingFound` for a page that is none.
    func list(at address: String, for member: UserID) async throws -> TrackList {
        do {
            guard case .list(let list) = try await find(address, for: member) else { throw CatalogError.nothingFound }
            return list
        } catch let error as MusicServiceError {
            throw CatalogError(error, of: service)
        }
    }
}

/// What a page of a service is.
enum MusicFinding: Sendable {
    case track(CatalogTrack)
    case list(TrackList)
}

/// Why a service gave no answer.
enum MusicServiceError: Error, Hashable, Sendable {
    /// The operator has not set the service up.
    case notConfigured
    /// It needs an account, and the member has none there.
    case notLinked
    case relinkNeeded
    /// Private, removed, or never there.
    case unavailable
    case rateLimited(seconds: Int)
    /// Fails now; later it may work.
    case failing
    /// An answer that is not what its documentation says.
    case malformed
    /// Nothing that can be played is at this address.
    case unsupported
}
