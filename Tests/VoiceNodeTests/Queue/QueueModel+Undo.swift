import DiscordTypes
import Jobs

@testable import VoiceNode

/// Taking changes back: what is in the queue afterwards is told exactly, and its order as far as a plain list can tell it.
extension QueueModel {
    mutating func remember(_ step: Step) {
        undo.append(step)
        if undo.count > GuildQueue.undoLimit { undo.removeFirst(undo.count - GuildQueue.undoLimit) }
        forgetUnreachable()
    }

    private mutating func forgetUnreachable() {
        removed.formIntersection(undo.reduce(into: Set<Int64>()) { $0.formUnion($1.removed) })
    }

    /// Entries came back into line, or places were given anew: from here on undoing brings back as much of the old order as is left.
    mutating func touch() {
        for index in undo.indices { undo[index].isExact = false }
    }

    /// Takes the last change back, as a queue did whose entries then have the order `order`. Nil where there was nothing to take back;
    /// otherwise what is wrong with the order, empty where nothing is, and how many entries were touched, where that can be told.
    mutating func undoLast(_ order: [Int64]) -> (faults: [String], count: Int?)? {
        guard let step = undo.popLast() else { return nil }
        let former = waiting
        let back = step.removed.intersection(removed)
        let withdrawn = step.added.intersection(waiting)
        removed.subtract(back)
        let expected = Set(waiting).union(back).subtracting(withdrawn)
        let count: Int? =
            switch step.kind {
            case .moved: nil
            case .shuffled: Set(step.before).intersection(former).count
            case .added, .removed, .cleared, .skipped: back.count + withdrawn.count
            }
        waiting = order.filter { $0 != current }
        forgetUnreachable()
        var faults: [String] = []
        if Set(waiting) != expected || waiting.count != expected.count { faults.append("other entries") }
        let reordered = step.kind == .moved || step.kind == .shuffled ? Set(step.before) : back
        if step.kind != .moved, waiting.filter({ !reordered.contains($0) }) != former.filter({ kept($0, reordered) }) {
            faults.append("the order of the others")
        }
        if step.kind == .shuffled, !step.isExact, waiting.filter(reordered.contains) != step.before.filter(isWaiting) {
            faults.append("the order before the shuffle")
        }
        if step.isExact, waiting != step.before.filter(isWaiting) { faults.append("the old order") }
        startIfIdle()
        return (faults, count)
    }

    private func isWaiting(_ id: Int64) -> Bool { waiting.contains(id) }

    private func kept(_ id: Int64, _ reordered: Set<Int64>) -> Bool { !reordered.contains(id) && isWaiting(id) }
}
