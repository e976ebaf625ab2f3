internal import DiscordTypes
internal import Jobs
internal import Storage

/// The way through the queue: what comes next, what came before.
extension GuildQueue {
    /// Why the current entry is over.
    enum Ending: Sendable {
        case ended, skipped
        /// It can't be played, so no loop brings it back.
        case failed
    }

    /// The current entry is over; what follows becomes the current one.
    mutating func advance(_ ending: Ending = .ended, at now: Int64) {
        guard let over = current else { return }
        playback.positionFrames = 0
        playback.updatedAt = now
        if loop == .track, ending == .ended { return }
        let next = waiting.first
        leave(over, goesRound: loop == .queue && ending != .failed, at: now)
        playback.current = next?.id ?? entries.first?.id
    }

    /// The entry played last becomes the current one again; the present one waits right behind it. Nil: there is none.
    mutating func stepBack(at now: Int64) -> QueueEntryRecord? {
        guard var last = history.popLast() ?? (loop == .queue ? waiting.last : nil) else { return nil }
        if let index = entries.firstIndex(where: { $0.id == last.id }) { entries.remove(at: index) }
        let first = waiting.first?.order ?? (current?.order ?? 0) + Self.spacing
        if let index = entries.firstIndex(where: { $0.id == playback.current }) {
            entries[index].order = first - Self.spacing
        }
        last.order = first - 2 * Self.spacing
        last.standing = .queued
        last.endedAt = nil
        entries.append(last)
        sort()
        playback.current = last.id
        playback.positionFrames = 0
        playback.updatedAt = now
        return last
    }

    /// A waiting entry becomes the current one at once. Those before it are taken out, or go round where the queue is looped.
    /// Returns how many were passed over; nil where the entry does not wait.
    mutating func skip(to entry: Int64, by member: UserID, at now: Int64) -> Int? {
        let waiting = waiting
        guard let index = waiting.firstIndex(where: { $0.id == entry }) else { return nil }
        let passed = waiting[..<index]
        if let over = current { leave(over, goesRound: loop == .queue, at: now) }
        if loop == .queue {
            for entry in passed { leave(entry, goesRound: true, at: now) }
        } else if !passed.isEmpty {
            takeOut(Set(passed.map(\.id)), at: now)
            remember(UndoStep(kind: .skipped, member: member, removed: passed.map(\.id)))
        }
        playback.current = entry
        playback.positionFrames = 0
        playback.updatedAt = now
        return passed.count
    }

    /// Into the history, or behind all others.
    private mutating func leave(_ entry: QueueEntryRecord, goesRound: Bool, at now: Int64) {
        guard let index = entries.firstIndex(where: { $0.id == entry.id }) else { return }
        var over = entries.remove(at: index)
        if goesRound {
            over.order = max((entries.last?.order ?? 0) + Self.spacing, over.order)
            return entries.append(over)
        }
        over.standing = .played
        over.endedAt = max(now, (history.last?.endedAt ?? 0) + 1)
        history.append(over)
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
    }
}
