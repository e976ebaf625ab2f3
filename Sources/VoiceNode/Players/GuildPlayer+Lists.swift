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

    /// The list's first entry is in the queue.
    func follow(_ list: TrackList, for job: PlaybackJob) {
        follow(for: job, added: 1, count: list.count) { (list.rest, []) }
    }

    /// All entries of a list at a linked service. One that can't be opened is left out, and said so in the log.
    func follow(_ playlist: LinkedPlaylist, for job: PlaybackJob) {
        let (open, logger, member) = (environment.search.access.open, environment.logger, job.requester.user)
        follow(for: job, added: 0, count: playlist.count) {
            do {
                let list = try await open(playlist, member)
                return (list.rest, [list.first])
            } catch {
                logger.info("a linked list was not opened", metadata: ["service": "\(playlist.service)"])
                return nil
            }
        }
    }

    /// `open` gives the pages, and what comes before them.
    private func follow(
        for job: PlaybackJob, added: Int, count: Int?,
        _ open: @escaping @Sendable () async -> (rest: AsyncStream<[CatalogTrack]>, first: [CatalogTrack])?
    ) {
        // Never used again: a list that was stopped may still send what it had.
        listsBegun += 1
        let number = listsBegun
        let clock = environment.clock
        // Ended by `endLists`, which `retire` calls, or by the list's end.
        let (turns, handled) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let pages = Task { [weak self] in
            func pass(_ page: [CatalogTrack]) async -> Bool {
                while let self, !self.send(.found(page, list: number)) {
                    guard (try? await clock.sleep(for: Self.pageRetry)) != nil else { return false }
                }
                for await _ in turns { return true }
                return false
            }
            if let list = await open() {
                guard await pass(list.first) else { return }
                for await page in list.rest {
                    guard await pass(page) else { return }
                }
            }
            self?.send(.listEnded(number))
        }
        lists[number] = FollowedList(job: job, pages: pages, count: count, added: added, handled: handled)
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
    func endList(_ number: Int) {
        guard let list = lists.removeValue(forKey: number) else { return }
        list.pages.cancel()
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
        }
        if isStored { lists[number]?.added += added }
        if !isStored || room <= tracks.count { endList(number) }
        await playCurrentUnlessPlaying()
        await queueChanged()
    }

    /// What has not come yet is not wanted any more.
    func endLists() {
        for list in lists.values { list.pages.cancel() }
        lists = [:]
    }
}

extension QueuedList {
    init(_ list: TrackList) {
        let passed = list.passed.map { PassedTrack(title: $0.title, problem: MediaProblem($0.error)) }
        self.init(title: list.title, count: list.count, passed: passed.isEmpty ? nil : passed)
    }
}
