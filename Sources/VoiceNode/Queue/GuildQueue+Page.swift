internal import Jobs
internal import Storage

extension GuildQueue {
    /// One page of the waiting entries; a page that does not exist becomes the nearest one that does.
    func page(_ number: Int, player: PlayerState) -> QueuePage {
        let waiting = waiting
        let pages = max(1, (waiting.count + QueuePage.size - 1) / QueuePage.size)
        let page = min(max(1, number), pages)
        let lengths = waiting.map(\.durationMilliseconds)
        let shown = waiting.dropFirst((page - 1) * QueuePage.size).prefix(QueuePage.size)
        return QueuePage(
            player: player, entries: shown.map { TrackSummary($0) }, page: page, pages: pages,
            waitingMilliseconds: lengths.contains(nil) ? nil : lengths.reduce(0) { $0 + ($1 ?? 0) })
    }
}

extension TrackSummary {
    init(_ entry: QueueEntryRecord) {
        self.init(
            entry: entry.id, title: entry.title, artist: entry.artist, link: entry.link,
            durationMilliseconds: entry.durationMilliseconds, requester: entry.requester,
            requesterName: entry.requesterName)
        // What else a queue holds tells its source by its link.
        guard case .track(let track)? = try? RequestedMedia(json: entry.media) else { return }
        source = track.sourceName
        accountHolder = track.account
        if track.account == entry.requester { account = entry.requesterName }
    }
}
