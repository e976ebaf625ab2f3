internal import DiscordTypes
internal import Jobs
internal import Storage

/// How entries come in.
extension GuildQueue {
    /// Where a new entry goes.
    enum Placement: Sendable, Equatable {
        /// At the place that was reserved for it, which its `order` tells.
        case reserved
        /// Where its requester's turn is, when all take turns.
        case fair
        /// Before everything that waits.
        case next
        /// Counts from 1; beyond the end is the end.
        case position(Int)
    }

    /// Puts entries in, in their order and side by side. The first of an empty queue becomes the current one.
    mutating func insert(
        _ added: [QueueEntryRecord], _ placement: Placement, by member: UserID, at now: Int64
    ) {
        switch placement {
        case .reserved: entries += added
        case .fair:
            for var entry in added {
                entry.order = order(at: fairPosition(of: entry.requester))
                entries.append(entry)
                sort()
            }
        case .next: insertTogether(added, at: 1)
        case .position(let position): insertTogether(added, at: position)
        }
        sort()
        playback.nextEntry = max(playback.nextEntry, (added.map(\.id).max() ?? 0) + 1)
        remember(UndoStep(kind: .added, member: member, added: added.map(\.id)))
        startIfIdle()
        playback.updatedAt = now
    }

    private mutating func insertTogether(_ added: [QueueEntryRecord], at position: Int) {
        guard position > 1, position <= waiting.count else {
            // At an end there is room for all of them at once.
            let edge = order(at: position)
            let first = position > 1 ? edge : edge - Int64(added.count - 1) * Self.spacing
            for (offset, entry) in added.enumerated() {
                var placed = entry
                placed.order = first + Int64(offset) * Self.spacing
                entries.append(placed)
            }
            return
        }
        for (offset, entry) in added.enumerated() {
            var placed = entry
            placed.order = order(at: position + offset)
            entries.append(placed)
            sort()
        }
    }

    /// The order that puts an entry at `position` of what waits; makes room where there is none.
    mutating func order(at position: Int) -> Int64 {
        let waiting = waiting
        guard position > 1 else { return (waiting.first ?? current).map { $0.order - Self.spacing } ?? 0 }
        guard position <= waiting.count else { return (entries.last?.order ?? 0) + Self.spacing }
        let (before, behind) = (waiting[position - 2].order, waiting[position - 1].order)
        guard behind - before < 2 else { return before + (behind - before) / 2 }
        spread()
        return order(at: position)
    }

    /// Gives what waits even distances again. The last one keeps its order: places behind it may be reserved.
    mutating func spread() {
        let count = Int64(waiting.count)
        guard let last = waiting.last?.order else { return }
        var number: Int64 = 0
        for index in entries.indices where entries[index].id != playback.current {
            number += 1
            entries[index].order = last - (count - number) * Self.spacing
        }
        sort()
    }

    /// Where the member's next turn is: behind their own last entry, and behind one turn of everybody else's. So no other member has
    /// two turns between two of theirs, however the queue came about.
    func fairPosition(of member: UserID) -> Int {
        let waiting = waiting
        var place = (waiting.lastIndex { $0.requester == member } ?? -1) + 1
        var served: Set<UserID> = []
        while place < waiting.count, served.insert(waiting[place].requester).inserted { place += 1 }
        return place + 1
    }

    /// What is queued plays: there is a current entry whenever there is any.
    mutating func startIfIdle() {
        guard playback.current == nil, let first = entries.first else { return }
        playback.current = first.id
        playback.positionFrames = 0
    }
}

extension GuildQueue {
    /// Adds what a member asked for, where they asked for it to be.
    mutating func add(_ entry: QueueEntryRecord, as request: PlayRequest, isFair: Bool) {
        let hadCurrent = playback.current != nil
        let placement: Placement =
            switch request.place {
            case .now, .next: .next
            case .position(let position): .position(position)
            case nil: isFair ? .fair : .reserved
            }
        insert([entry], placement, by: entry.requester, at: entry.addedAt)
        if request.place == .now, hadCurrent {
            advance(.skipped, at: entry.addedAt)
        }
        if request.isShuffled == true {
            _ = shuffle(seed: .random(in: 0 ... .max), by: entry.requester, at: entry.addedAt)
        }
    }
}
