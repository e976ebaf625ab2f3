internal import Jobs
internal import Storage

extension GuildQueue {
    /// What must be stored so that a store that holds `old` holds this queue.
    func changes(since old: GuildQueue) -> [QueueChange] {
        var changes = entryChanges(since: old)
        if undo != old.undo {
            // Numbers and words always have a JSON form; without one the change only can't be undone after a restart.
            changes.append(.undo(undo.isEmpty ? nil : try? undo.json()))
        }
        if lists != old.lists {
            // A job that was read from JSON has a JSON form.
            changes.append(.lists(lists.isEmpty ? nil : try? lists.json()))
        }
        return changes + [.playback(playback)]
    }

    private func entryChanges(since old: GuildQueue) -> [QueueChange] {
        guard entries != old.entries || history != old.history || removed != old.removed else { return [] }
        var before: [Int64: QueueEntryRecord] = [:]
        for entry in old.everything { before[entry.id] = entry }
        var inserted: [QueueEntryRecord] = []
        var marks: [EntryMark] = []
        var places: [EntryOrder] = []
        for entry in everything {
            guard let known = before.removeValue(forKey: entry.id) else {
                inserted.append(entry)
                continue
            }
            guard known.isSame(as: entry) else {
                inserted.append(entry)
                continue
            }
            if known.order != entry.order { places.append(EntryOrder(entry: entry.id, order: entry.order)) }
            if known.standing != entry.standing || known.endedAt != entry.endedAt {
                marks.append(EntryMark(entry: entry.id, standing: entry.standing, endedAt: entry.endedAt))
            }
        }
        var changes: [QueueChange] = []
        if !before.isEmpty { changes.append(.remove(before.keys.sorted())) }
        if !inserted.isEmpty { changes.append(.insert(inserted)) }
        if !marks.isEmpty { changes.append(.mark(marks)) }
        if !places.isEmpty { changes.append(.reorder(places)) }
        return changes
    }

    /// Entries of every standing.
    var everything: [QueueEntryRecord] { entries + history + removed }
}

extension QueueEntryRecord {
    /// Whether nothing differs but where it stands.
    fileprivate func isSame(as other: QueueEntryRecord) -> Bool {
        var other = other
        (other.order, other.standing, other.endedAt) = (order, standing, endedAt)
        return self == other
    }
}
