internal import Jobs
internal import Synchronization

/// The pages of a service's list, fetched one at a time, when they are wanted.
struct TrackPages: Sendable {
    struct Page: Sendable {
        var tracks: [CatalogTrack]
        /// Fetches the next page; nil at the end.
        var next: (@Sendable () async throws -> Page)?
    }

    /// Of an empty first page the next ones are tried, a few at most, for the first track.
    private static let emptyPages = 5

    /// The list with its first track. `limit` tracks at most. Throws `unavailable` for an empty list.
    static func list(
        title: String?, count: Int?, limit: Int, _ first: @Sendable () async throws -> Page
    ) async throws -> TrackList {
        var page = try await first()
        for _ in 0..<emptyPages where page.tracks.isEmpty {
            guard let next = page.next else { break }
            page = try await next()
        }
        guard let track = page.tracks.first else { throw MusicServiceError.unavailable }
        let rest = Rest(page, limit: limit)
        return TrackList(
            title: title, count: count.map { min($0, limit) }, first: track,
            rest: AsyncStream { await rest.next() })
    }

    /// What has not been given out yet. Read by one reader, page by page.
    private final class Rest: Sendable {
        private struct State {
            var waiting: [CatalogTrack]?
            var next: (@Sendable () async throws -> Page)?
            var given = 1
        }

        private let state: Mutex<State>
        private let limit: Int

        init(_ page: Page, limit: Int) {
            state = Mutex(State(waiting: Array(page.tracks.dropFirst()), next: page.next))
            self.limit = limit
        }

        func next() async -> [CatalogTrack]? {
            while true {
                let (waiting, fetch) = state.withLock { state in
                    defer { state.waiting = nil }
                    return (state.waiting, state.next)
                }
                if let waiting, !waiting.isEmpty { return cut(waiting) }
                guard let fetch, let page = try? await fetch() else { return nil }
                state.withLock { ($0.waiting, $0.next) = (page.tracks, page.next) }
            }
        }

        private func cut(_ tracks: [CatalogTrack]) -> [CatalogTrack]? {
            state.withLock { state in
                let taken = Array(tracks.prefix(max(0, limit - state.given)))
                state.given += taken.count
                if state.given >= limit { state.next = nil }
                return taken.isEmpty ? nil : taken
            }
        }
    }
}
