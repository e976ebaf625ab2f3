package import DiscordTypes
internal import Jobs
internal import Synchronization

/// Members' liked tracks and playlists, for what is proposed while they type: in memory alone, for the member alone, no longer than
/// the links that gave them.
///
/// Nobody waits for a service: what is not known yet, or of a while ago, is read meanwhile, for the next letter.
package final class OwnLibraries: Sendable {
    /// After so long it is read anew, and after the other it is forgotten. What a service kept back is asked for sooner.
    static let life: Duration = .seconds(600)
    static let incompleteLife: Duration = .seconds(60)
    static let end: Duration = .seconds(3600)
    static let memberLimit = 200
    /// Liked tracks of each service.
    static let trackLimit = 200
    /// Libraries that are read at once; others wait for a later letter.
    static let readLimit = 2

    private struct Shelf {
        var tracks: [CatalogTrack]
        var lists: [LinkedPlaylist]
        var links: MemberLinks
        var readAt: ContinuousClock.Instant
        var dueAt: ContinuousClock.Instant
    }

    private struct State {
        var shelves: [UserID: Shelf] = [:]
        /// Those that are being read, by the number of the reading.
        var reading: [UserID: Int] = [:]
        var readings = 0
    }

    private let linked: LinkedMusic
    private let links: @Sendable (UserID) async -> MemberLinks?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// `links` gives nil where they can't be told in time.
    init(
        _ linked: LinkedMusic, links: @escaping @Sendable (UserID) async -> MemberLinks?,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.linked = linked
        self.links = links
        self.now = now
    }

    /// What is known now. Where it can't be told what is still linked, nothing is.
    package func music(of member: UserID) async -> OwnMusic {
        guard let links = await links(member) else { return OwnMusic() }
        let now = now()
        let (shelf, reading) = state.withLock { state -> (Shelf?, Int?) in
            if let shelf = state.shelves[member],
                shelf.links.linkedAt != links.linkedAt || shelf.readAt + Self.end <= now
            {
                state.shelves[member] = nil
            }
            let shelf = state.shelves[member]
            guard links.haveLibrary, shelf.map({ $0.dueAt <= now }) ?? true, state.reading[member] == nil,
                state.reading.count < Self.readLimit
            else { return (shelf, nil) }
            state.readings += 1
            state.reading[member] = state.readings
            return (shelf, state.readings)
        }
        // Nobody waits for it; each service has its time.
        if let reading { Task { await read(of: member, links, as: reading) } }
        return OwnMusic(tracks: shelf?.tracks ?? [], lists: shelf?.lists ?? [], links: links)
    }

    /// Forgets what is known of a member, and what is being read.
    package func forget(_ member: UserID) {
        state.withLock { state in
            state.shelves[member] = nil
            state.reading[member] = nil
        }
    }

    private func read(of member: UserID, _ links: MemberLinks, as reading: Int) async {
        async let liked = linked.liked(by: member, count: Self.trackLimit)
        let lists = await linked.playlists(of: member)
        let tracks = await liked
        let now = now()
        let isWhole = lists.missing.isEmpty && tracks.missing.isEmpty
        let shelf = Shelf(
            tracks: tracks.items, lists: lists.items, links: links, readAt: now,
            dueAt: now + (isWhole ? Self.life : Self.incompleteLife))
        state.withLock { state in
            // Forgotten meanwhile.
            guard state.reading[member] == reading else { return }
            state.reading[member] = nil
            state.shelves[member] = shelf
            state.shelves = state.shelves.filter { $0.value.readAt + Self.end > now }
            guard state.shelves.count > Self.memberLimit,
                let oldest = state.shelves.min(by: { $0.value.readAt < $1.value.readAt })?.key
            else { return }
            state.shelves[oldest] = nil
        }
    }
}
