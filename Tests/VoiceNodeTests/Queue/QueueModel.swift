import DiscordTypes
import Jobs
import Storage

@testable import VoiceNode

/// What a queue must be like, in the plainest way: lists of numbers and no orders, records or stores.
struct QueueModel {
    /// What an entry is, for as long as it is not gone for good.
    struct Item: Equatable {
        var owner: UserID
        var media: String
        var minutes = 3
    }

    var current: Int64?
    var waiting: [Int64] = []
    var played: [Int64] = []
    /// What can come back by undo.
    var removed: Set<Int64> = []
    var loop = LoopMode.off
    var items: [Int64: Item] = [:]
    var nextEntry: Int64 = 1
    var undo: [Step] = []

    /// A change that can be taken back.
    struct Step {
        var kind: UndoneChange
        var member: UserID
        var added: Set<Int64> = []
        var removed: Set<Int64> = []
        /// What waited before it, in order.
        var before: [Int64] = []
        /// Whether nothing else has touched the order since, so that undoing gives exactly the old one.
        var isExact = true
    }

    // MARK: Coming in

    mutating func add(_ item: Item, at position: Int?) -> Int64 {
        let id = newEntry(item)
        let before = waiting
        put(id, at: position.map { min(max($0 - 1, 0), waiting.count) } ?? waiting.count)
        remember(Step(kind: .added, member: item.owner, added: [id], before: before))
        return id
    }

    /// A round robin: in each round every member has one turn.
    mutating func addFairly(_ items: [Item], by member: UserID) {
        let before = waiting
        let ids = items.map { item in
            let id = newEntry(item)
            put(id, at: turn(of: item.owner))
            return id
        }
        remember(Step(kind: .added, member: member, added: Set(ids), before: before))
    }

    mutating func addTogether(_ items: [Item], by member: UserID) {
        let before = waiting
        let ids = items.map { newEntry($0) }
        waiting += ids
        startIfIdle()
        remember(Step(kind: .added, member: member, added: Set(ids), before: before))
    }

    /// The place of a member's next turn: the farthest behind their own last one before which nobody has a second turn.
    private func turn(of member: UserID) -> Int {
        let first = (waiting.lastIndex { items[$0]?.owner == member } ?? -1) + 1
        let places = (first...waiting.count).filter { place in
            let owners = waiting[first..<place].map { items[$0]?.owner }
            return Set(owners).count == owners.count
        }
        return places.max() ?? first
    }

    /// Which of the candidates a room takes, one after the other.
    func accepted(
        _ candidates: [Item], of member: UserID, isDJ: Bool, limit: Int?, minutes: Int?, refusesDuplicates: Bool
    ) -> [Item] {
        guard !isDJ else { return candidates }
        var taken: [Item] = []
        for candidate in candidates {
            let own = waiting.count { items[$0]?.owner == member } + taken.count
            let media = (waiting + [current].compactMap(\.self)).compactMap { items[$0]?.media } + taken.map(\.media)
            if let limit, own >= limit { continue }
            if let minutes, candidate.minutes > minutes { continue }
            if refusesDuplicates, media.contains(candidate.media) { continue }
            taken.append(candidate)
        }
        return taken
    }

    mutating func newEntry(_ item: Item) -> Int64 {
        defer { nextEntry += 1 }
        items[nextEntry] = item
        return nextEntry
    }

    private mutating func put(_ id: Int64, at index: Int) {
        waiting.insert(id, at: index)
        startIfIdle()
    }

    mutating func startIfIdle() {
        if current == nil, !waiting.isEmpty { current = waiting.removeFirst() }
    }

    // MARK: Playing

    mutating func advance(_ ending: GuildQueue.Ending) {
        guard let over = current else { return }
        if loop == .track, ending == .ended { return }
        if loop == .queue, ending != .failed {
            waiting.append(over)
            touch()
        } else {
            play(over)
        }
        current = waiting.isEmpty ? nil : waiting.removeFirst()
    }

    mutating func stepBack() -> Bool {
        let last: Int64
        if let played = played.popLast() {
            last = played
        } else if loop == .queue, let end = waiting.popLast() {
            last = end
        } else {
            return false
        }
        if let current { waiting.insert(current, at: 0) }
        current = last
        touch()
        return true
    }

    mutating func skip(to id: Int64, by member: UserID) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        let before = waiting
        let passed = Array(waiting[..<index])
        waiting.removeFirst(index + 1)
        let over = current
        current = id
        if loop == .queue {
            waiting += (over.map { [$0] } ?? []) + passed
            touch()
            return true
        }
        if let over { play(over) }
        removed.formUnion(passed)
        if !passed.isEmpty {
            remember(Step(kind: .skipped, member: member, removed: Set(passed), before: before))
        }
        return true
    }

    private mutating func play(_ id: Int64) {
        played.append(id)
        if played.count > GuildQueue.historyLimit { items[played.removeFirst()] = nil }
    }

    // MARK: Changes of what waits

    mutating func move(_ id: Int64, to position: Int, by member: UserID) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        let before = waiting
        waiting.remove(at: index)
        waiting.insert(id, at: min(max(position - 1, 0), waiting.count))
        remember(Step(kind: .moved, member: member, before: before))
        return true
    }

    mutating func remove(_ ids: Set<Int64>, as kind: UndoneChange = .removed, by member: UserID) {
        let taken = Set(waiting.filter { ids.contains($0) })
        guard !taken.isEmpty else { return }
        let before = waiting
        removed.formUnion(taken)
        waiting.removeAll { taken.contains($0) }
        remember(Step(kind: kind, member: member, removed: taken, before: before))
    }

    /// Entries behind an equal one.
    var duplicates: Set<Int64> {
        let all = [current].compactMap(\.self) + waiting
        return Set(
            waiting.filter { id in
                all.prefix { $0 != id }.contains { items[$0]?.media == items[id]?.media }
            })
    }

    mutating func stop(by member: UserID) {
        remove(Set(waiting), as: .cleared, by: member)
        guard let over = current else { return }
        play(over)
        current = nil
    }
}

extension QueueModel {
    /// Whether a queue is the same.
    func agrees(with queue: GuildQueue) -> Bool {
        current == queue.playback.current && waiting == queue.waiting.map(\.id) && played == queue.history.map(\.id)
            && removed == Set(queue.removed.map(\.id)) && loop == queue.loop
            && undo.map(\.kind) == queue.undo.map(\.kind) && undo.map(\.member) == queue.undo.map(\.member)
            && queue.entries.allSatisfy { items[$0.id]?.owner == $0.requester && items[$0.id]?.media == $0.media }
    }
}
