internal import DiscordTypes
internal import Jobs
internal import Storage

/// Changes of what waits. Each can be undone.
extension GuildQueue {
    /// Puts a waiting entry at another position, counted from 1. Returns where it stands then; nil where it does not wait.
    mutating func move(_ entry: Int64, to position: Int, by member: UserID, at now: Int64) -> Int? {
        guard entry != playback.current, let index = entries.firstIndex(where: { $0.id == entry }) else { return nil }
        let before = places
        var moved = entries.remove(at: index)
        moved.order = order(at: position)
        entries.append(moved)
        sort()
        let after = Set(places)
        remember(UndoStep(kind: .moved, member: member, places: before.filter { !after.contains($0) }))
        playback.updatedAt = now
        return waiting.firstIndex { $0.id == entry }.map { $0 + 1 }
    }

    /// Takes waiting entries out. Returns those that were taken, in their order.
    mutating func remove(
        _ ids: Set<Int64>, as kind: UndoneChange = .removed, by member: UserID, at now: Int64
    ) -> [QueueEntryRecord] {
        let taken = waiting.filter { ids.contains($0.id) }
        guard !taken.isEmpty else { return [] }
        takeOut(Set(taken.map(\.id)), at: now)
        remember(UndoStep(kind: kind, member: member, removed: taken.map(\.id)))
        playback.updatedAt = now
        return taken
    }

    /// Entries behind an equal one, the current entry included.
    var duplicates: Set<Int64> {
        var seen: Set<String> = Set(current.map { [$0.media] } ?? [])
        return Set(waiting.filter { !seen.insert($0.media).inserted }.map(\.id))
    }

    /// Puts what waits into an order that depends on `seed` alone. Returns how many entries that are.
    mutating func shuffle(seed: UInt64, by member: UserID, at now: Int64) -> Int {
        let before = places
        if Set(before.map(\.order)).count < before.count { spread() }
        let orders = waiting.map(\.order)
        var generator = SeededGenerator(seed: seed)
        let shuffled = waiting.map(\.id).shuffled(using: &generator)
        let placed = Dictionary(uniqueKeysWithValues: zip(shuffled, orders))
        for index in entries.indices { entries[index].order = placed[entries[index].id] ?? entries[index].order }
        sort()
        if !before.isEmpty { remember(UndoStep(kind: .shuffled, member: member, places: before)) }
        playback.updatedAt = now
        return shuffled.count
    }

    /// Takes out what waits.
    mutating func clearWaiting(by member: UserID, at now: Int64) {
        _ = remove(Set(waiting.map(\.id)), as: .cleared, by: member, at: now)
        lists = []
    }

    /// Ends playing: what waited can be brought back, what played is the last of the history.
    mutating func stop(by member: UserID, at now: Int64) {
        clearWaiting(by: member, at: now)
        let mode = loop
        setLoop(.off)
        advance(.skipped, at: now)
        setLoop(mode)
        playback.paused = false
        playback.updatedAt = now
    }

    /// Forgets everything, for a guild that the bot has left.
    mutating func clearAll(at now: Int64) {
        (entries, history, removed, undo, lists) = ([], [], [], [], [])
        playback.current = nil
        playback.positionFrames = 0
        playback.paused = false
        playback.voiceChannel = nil
        playback.updatedAt = now
    }

    /// Takes back the last change, as far as what it changed is still there. Returns it, with the number of entries touched;
    /// nil where there is nothing to undo.
    mutating func undoLast(at now: Int64) -> (step: UndoStep, count: Int)? {
        guard let step = undo.popLast() else { return nil }
        var count = 0
        for id in step.removed {
            guard let index = removed.firstIndex(where: { $0.id == id }) else { continue }
            var back = removed.remove(at: index)
            back.standing = .queued
            back.endedAt = nil
            entries.append(back)
            count += 1
        }
        let withdrawn = Set(step.added).subtracting(playback.current.map { [$0] } ?? [])
        count += entries.count { withdrawn.contains($0.id) }
        entries.removeAll { withdrawn.contains($0.id) }
        let orders = Dictionary(step.places.map { ($0.entry, $0.order) }, uniquingKeysWith: { _, last in last })
        for index in entries.indices where entries[index].id != playback.current {
            guard let order = orders[entries[index].id] else { continue }
            entries[index].order = order
            count += 1
        }
        sort()
        forgetUnreachable()
        startIfIdle()
        playback.updatedAt = now
        return (step, count)
    }

    /// From the queue into what can come back. The caller remembers the step.
    mutating func takeOut(_ ids: Set<Int64>, at now: Int64) {
        let taken = entries.filter { ids.contains($0.id) }.map { entry in
            var entry = entry
            entry.standing = .removed
            entry.endedAt = now
            return entry
        }
        entries.removeAll { ids.contains($0.id) }
        removed = (removed + taken).sorted { $0.id < $1.id }
    }

    mutating func remember(_ step: UndoStep) {
        undo.append(step)
        if undo.count > Self.undoLimit { undo.removeFirst(undo.count - Self.undoLimit) }
        forgetUnreachable()
    }

    private mutating func forgetUnreachable() {
        guard !removed.isEmpty else { return }
        let reachable = Set(undo.flatMap(\.removed))
        removed.removeAll { !reachable.contains($0.id) }
    }

    private var places: [UndoStep.Place] {
        waiting.map { UndoStep.Place(entry: $0.id, order: $0.order) }
    }
}
