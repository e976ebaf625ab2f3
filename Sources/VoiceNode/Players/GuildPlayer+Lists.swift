internal import Catalog
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// Lists: the first entry plays at once, the others come into the queue as they are found.
extension GuildPlayer {
    struct FollowedList {
        let job: PlaybackJob
        /// Passes the pages on; cancelled when nobody wants the list any more.
        let pages: Task<Void, Never>
        /// Of its entries, the first one included, as far as it is known.
        let count: Int?
        var added: Int
        /// To be told of each page that was handled: one is under way at a time, so that a list never fills the inbox.
        let handled: AsyncStream<Void>.Continuation
    }

    /// How long a page waits for room in the inbox before it is offered again.
    private static let pageRetry: Duration = .milliseconds(100)

    /// What an opened request's lists are to the queue: stored with its first entry, so that a restart does not cut them.
    func unfinishedLists(of play: PendingPlay) -> [UnfinishedList] {
        // Never used again: a list that was stopped may still send what it had.
        var number = max(listsBegun, queue.lists.map(\.number).max() ?? 0)
        defer { listsBegun = number }
        var unfinished: [UnfinishedList] = []
        func add(_ link: String?, seen: Int, count: Int?) {
            number += 1
            let list = UnfinishedList(
                number: number, link: link ?? "", job: play.job, seen: seen, added: min(seen, 1), count: count)
            unfinished.append(list)
        }
        if let list = play.feed.feeder.list, play.request.more?.isEmpty != false {
            add(play.request.media.listAddress, seen: list.passed.count + 1, count: list.count)
        }
        for list in play.lists { add(list.link, seen: 0, count: list.count) }
        return unfinished
    }

    /// The rest of what an opened request's lists hold; its first entry is in the queue.
    func follow(_ unfinished: [UnfinishedList], of play: PendingPlay) {
        var unfinished = unfinished[...]
        if let list = play.feed.feeder.list, let first = unfinished.first, first.seen > 0 {
            unfinished = unfinished.dropFirst()
            follow(first) { (list.rest, []) }
        }
        let (open, member) = (environment.search.access.open, play.job.requester.user)
        for (list, playlist) in zip(unfinished, play.lists) {
            follow(list) {
                let list = try await open(playlist, member)
                return (list.rest, [list.first])
            }
        }
    }

    /// Goes on with the lists that were arriving when the node ended, but for those with which several nodes ended.
    func resumeLists() async {
        guard !queue.lists.isEmpty else { return }
        let lost = queue.lists.filter { ($0.restarts ?? 0) >= Self.restartLimit }
        let isLost = { (list: UnfinishedList) in lost.contains { $0.number == list.number } }
        // Where the store is silent this start is not counted.
        _ = await commit { queue in
            queue.lists.removeAll(where: isLost)
            for index in queue.lists.indices { queue.lists[index].restarts = (queue.lists[index].restarts ?? 0) + 1 }
        }
        await tellGivenUp(lost)
        for list in queue.lists where !isLost(list) {
            let (reopen, member) = (environment.search.access.reopen, list.job.requester.user)
            follow(list, skipping: list.seen) {
                let opened = try await reopen(list.link, member)
                return (opened.rest, [opened.first])
            }
        }
    }

    /// `open` gives the pages, and what comes before them. A list that can't be opened ends here, and people are told what is missing.
    private func follow(
        _ list: UnfinishedList, skipping skipped: Int = 0,
        _ open: @escaping @Sendable () async throws -> (rest: AsyncStream<[CatalogTrack]>, first: [CatalogTrack])
    ) {
        let number = list.number
        let (clock, logger) = (environment.clock, environment.logger)
        // Ended by `endLists`, which `retire` calls, or by the list's end.
        let (turns, handled) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let pages = Task { [weak self] in
            var left = skipped
            func pass(_ page: [CatalogTrack]) async -> Bool {
                let page = page.dropFirst(left)
                left -= page.startIndex
                guard !page.isEmpty else { return true }
                while let self, !self.send(.found(Array(page), list: number)) {
                    guard (try? await clock.sleep(for: Self.pageRetry)) != nil else { return false }
                }
                for await _ in turns { return true }
                return false
            }
            do {
                let opened = try await open()
                guard await pass(opened.first) else { return }
                for await page in opened.rest {
                    guard await pass(page) else { return }
                }
            } catch {
                logger.info("a list was not opened", metadata: ["reason": "\(error)"])
            }
            self?.send(.listEnded(number))
        }
        lists[number] = FollowedList(
            job: list.job, pages: pages, count: list.count, added: list.added, handled: handled)
    }

    /// How far the lists that still arrive have come.
    var arriving: ArrivingEntries? {
        guard !lists.isEmpty else { return nil }
        let counts = lists.values.map(\.count)
        return ArrivingEntries(
            added: lists.values.reduce(0) { $0 + $1.added },
            count: counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) })
    }

    /// Nothing more comes of a list: whoever wanted it learns of what is missing.
    func endList(_ number: Int) async {
        guard let list = lists.removeValue(forKey: number) else { return }
        list.pages.cancel()
        // Where the store is silent the list is only read once more after a restart, and what it brought is passed over.
        _ = await commit { $0.lists.removeAll { $0.number == number } }
        showPlayer()
        guard let count = list.count, list.added < count,
            let channel = list.job.textChannel ?? queue.playback.textChannel
        else { return }
        environment.notify(channel, .listCut(added: list.added, count: count), settings?.locale)
    }

    /// Puts a page's entries at the queue's end.
    func found(_ tracks: [CatalogTrack], in number: Int) async {
        guard let list = lists[number] else { return }
        defer { list.handled.yield() }
        let room = GuildQueue.limit - queue.entries.count - pending.count
        let now = environment.now()
        guard let settings = await roomSettings() else { return }
        let entries = tracks.compactMap { Self.record(.track($0), list.job, now) }
        var added = 0
        let isStored = await commit { queue in
            let rules = RoomRules(settings: settings)
            added = queue.take(entries, by: list.job.requester, rules, room: room, at: now).taken.count
            queue.noteArrival(of: tracks.count, added: added, in: number)
        }
        if isStored { lists[number]?.added += added }
        if !isStored || room <= tracks.count { await endList(number) }
        await playCurrentUnlessPlaying()
        await queueChanged()
    }

    /// What has not come yet is not wanted any more.
    func endLists() {
        for list in lists.values { list.pages.cancel() }
        lists = [:]
    }
}

extension RequestedMedia {
    /// What opens a list again: a link, or a service's own name of it, which is typed as words.
    fileprivate var listAddress: String? {
        switch self {
        case .url(let address), .words(let address): address
        case .attachment, .track: nil
        }
    }
}

extension QueuedList {
    init(_ list: TrackList) {
        let passed = list.passed.map { PassedTrack(title: $0.title, problem: MediaProblem($0.error)) }
        self.init(title: list.title, count: list.count, passed: passed.isEmpty ? nil : passed)
    }
}
