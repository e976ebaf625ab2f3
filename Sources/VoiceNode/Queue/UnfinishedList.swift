internal import DiscordTypes
internal import Jobs
internal import Storage

/// A list whose entries are still arriving: what it takes to go on with it after a restart. Stored as JSON, so it only ever grows.
struct UnfinishedList: Codable, Sendable, Equatable {
    /// Names it among those of its queue.
    var number: Int
    /// What opens it again, with the account of whoever asked for it.
    var link: String
    /// Who asked for it, and where.
    var job: PlaybackJob
    /// Entries that were read from it, and how many of them are in the queue.
    var seen: Int
    var added: Int
    /// Nil where the list does not tell.
    var count: Int?
    /// Nodes that opened it again and ended before anything more of it came; nil: none.
    var restarts: Int?

    func isOf(_ member: UserID, before time: Int64) -> Bool {
        job.requester.user == member && job.createdAt < time
    }
}

extension GuildQueue {
    /// A page of the list was read, and so many of its entries came into the queue.
    mutating func noteArrival(of page: Int, added: Int, in number: Int) {
        guard let index = lists.firstIndex(where: { $0.number == number }) else { return }
        lists[index].seen += page
        lists[index].added += added
        lists[index].restarts = nil
    }

    /// A node ends in good order: nothing of what it had taken up was the reason.
    mutating func forgetRestarts() {
        playback.restarts = 0
        for index in lists.indices { lists[index].restarts = nil }
    }
}
