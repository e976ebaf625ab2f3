internal import Jobs
internal import Synchronization

/// A worker's answer about a page while it comes in: its first line decides what it is, the others are a list's rest.
final class SiteArrivals: Sendable {
    private typealias First = Result<Sites.Finding, SiteError>

    private struct State {
        var first: First?
        var reader: CheckedContinuation<First, Never>?
    }

    private let state = Mutex(State())
    private let rest: AsyncStream<[CatalogTrack]>
    private let more: AsyncStream<[CatalogTrack]>.Continuation

    /// `limit` entries at most wait to be read; the worker gives no more either.
    init(limit: Int) {
        (rest, more) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limit))
    }

    /// Called on the worker's thread with each line. False once nobody reads the list any more.
    func take(_ line: SiteLine) -> Bool {
        if let error = SiteError(line) {
            fail(error)
            return true
        }
        var isRead = true
        let tracks = (line.page ?? line.tracks ?? [])
        if let list = line.playlist {
            let entries = tracks.compactMap { CatalogTrack($0) }
            if let first = entries.first, settle(.success(.list(trackList(list, from: first)))) {
                isRead = send(Array(entries.dropFirst()))
            } else {
                isRead = send(entries)
            }
        } else if let found = tracks.first, let audio = found.audio, let track = CatalogTrack(found) {
            settle(.success(.track(track, audio)))
        }
        if line.done == true { finish(.noFormats) }
        return isRead
    }

    /// Nothing follows. `reason` is for an answer that had nothing in it.
    func finish(_ reason: SiteError.Reason) { fail(.refused(reason)) }

    func fail(_ error: SiteError) {
        settle(.failure(error))
        more.finish()
    }

    /// Waits for what is there.
    func first() async throws(SiteError) -> Sites.Finding {
        let outcome: First = await withCheckedContinuation { reader in
            let known = state.withLock { state in
                if state.first == nil { state.reader = reader }
                return state.first
            }
            if let known { reader.resume(returning: known) }
        }
        return try outcome.get()
    }

    private func trackList(_ list: SiteList, from first: CatalogTrack) -> TrackList {
        TrackList(title: list.title, count: list.count, first: first, rest: rest)
    }

    private func send(_ entries: [CatalogTrack]) -> Bool {
        guard !entries.isEmpty, case .terminated = more.yield(entries) else { return true }
        return false
    }

    /// False if it was settled before.
    @discardableResult
    private func settle(_ outcome: First) -> Bool {
        let (isNew, reader) = state.withLock { state in
            guard state.first == nil else { return (false, nil as CheckedContinuation<First, Never>?) }
            state.first = outcome
            defer { state.reader = nil }
            return (true, state.reader)
        }
        reader?.resume(returning: outcome)
        return isNew
    }
}
