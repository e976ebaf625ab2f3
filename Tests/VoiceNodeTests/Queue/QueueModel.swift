import DiscordTypes
import Jobs
import Storage

@testable import VoiceNode

/// What a queue must be like, in the plainest way: three lists of numbers and no orders, records or stores.
struct QueueModel: Equatable {
    var current: Int64?
    var waiting: [Int64] = []
    var played: [Int64] = []
    var removed: Set<Int64> = []
    var loop = LoopMode.off
    /// Every entry that was ever given out and is not gone for good.
    var owners: [Int64: UserID] = [:]

    mutating func add(_ id: Int64, _ owner: UserID, at position: Int?) {
        owners[id] = owner
        guard current != nil else {
            current = id
            return
        }
        waiting.insert(id, at: position.map { min(max($0 - 1, 0), waiting.count) } ?? waiting.count)
    }

    mutating func advance(_ ending: GuildQueue.Ending) {
        guard let over = current else { return }
        if loop == .track, ending == .ended { return }
        if loop == .queue, ending != .failed {
            waiting.append(over)
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
        return true
    }

    mutating func skip(to id: Int64) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        let passed = Array(waiting[..<index])
        waiting.removeFirst(index + 1)
        if loop == .queue {
            waiting += (current.map { [$0] } ?? []) + passed
        } else {
            if let current { play(current) }
            removed.formUnion(passed)
        }
        current = id
        return true
    }

    mutating func move(_ id: Int64, to position: Int) -> Bool {
        guard let index = waiting.firstIndex(of: id) else { return false }
        waiting.remove(at: index)
        waiting.insert(id, at: min(max(position - 1, 0), waiting.count))
        return true
    }

    mutating func remove(_ ids: Set<Int64>) {
        removed.formUnion(waiting.filter { ids.contains($0) })
        waiting.removeAll { ids.contains($0) }
    }

    private mutating func play(_ id: Int64) {
        played.append(id)
        if played.count > GuildQueue.historyLimit {
            owners[played.removeFirst()] = nil
        }
    }
}

extension QueueModel {
    /// The same view of a real queue.
    init(_ queue: GuildQueue, owners: [Int64: UserID]) {
        current = queue.playback.current
        waiting = queue.waiting.map(\.id)
        played = queue.history.map(\.id)
        removed = Set(queue.removed.map(\.id))
        loop = queue.loop
        self.owners = owners
    }
}
