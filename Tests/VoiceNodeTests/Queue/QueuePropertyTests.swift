import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Testing

@testable import VoiceNode

/// Random commands of several members against the plain model, and against what a store would hold after each.
struct QueuePropertyTests {
    static let members = (1...4).map { UserID(UInt64($0)) }

    /// What is stored: changes applied one after the other, as every backend must.
    struct Held: Equatable {
        var playback: GuildPlaybackRecord
        var entries: [Int64: QueueEntryRecord] = [:]
        var undo: String?
        var lists: String?

        mutating func apply(_ changes: [QueueChange]) {
            for change in changes {
                switch change {
                case .insert(let added): for entry in added { entries[entry.id] = entry }
                case .remove(let ids): for id in ids { entries[id] = nil }
                case .removeAll(let kept): entries = entries.filter { $0.key == kept }
                case .reorder(let places): for place in places { entries[place.entry]?.order = place.order }
                case .mark(let marks):
                    for mark in marks {
                        entries[mark.entry]?.standing = mark.standing
                        entries[mark.entry]?.endedAt = mark.endedAt
                    }
                case .undo(let steps): undo = steps
                case .lists(let unfinished): lists = unfinished
                case .playback(let record): playback = record
                }
            }
        }

        var record: GuildQueueRecord {
            GuildQueueRecord(
                playback: playback, entries: entries.values.sorted { $0.id < $1.id }, undo: undo, lists: lists)
        }
    }

    /// One member's command on the queue and on the model. Undo is checked on its own below: it depends on what happened since.
    static func step(
        _ queue: inout GuildQueue, _ model: inout QueueModel, _ random: inout SeededGenerator, at now: Int64
    ) -> String {
        let member = members.randomElement(using: &random) ?? members[0]
        let waiting = model.waiting
        let target = waiting.randomElement(using: &random) ?? 999_999
        switch Int.random(in: 0..<18, using: &random) {
        case 0...4:
            let place = queue.reservePlace()
            let position = [nil, nil, 1, Int.random(in: 1...12, using: &random)].randomElement(using: &random) ?? nil
            let entry = QueueEntryRecord(
                id: place.entry, order: place.order, media: "m\(place.entry % 7)", title: "t", requester: member,
                requesterName: "", addedAt: now)
            queue.insert([entry], position.map { .position($0) } ?? .reserved, by: member, at: now)
            model.add(place.entry, member, at: position)
            return "add \(place.entry) at \(String(describing: position))"
        case 5, 6:
            queue.advance(.ended, at: now)
            model.advance(.ended)
            return "ended"
        case 7:
            queue.advance(.skipped, at: now)
            model.advance(.skipped)
            return "skipped"
        case 8:
            queue.advance(.failed, at: now)
            model.advance(.failed)
            return "failed"
        case 9:
            let isBack = queue.stepBack(at: now) != nil
            let isModelBack = model.stepBack()
            return isBack == isModelBack ? "back" : "back differs"
        case 10:
            let isDone = queue.skip(to: target, by: member, at: now) != nil
            return isDone == model.skip(to: target) ? "skip to \(target)" : "skip to differs"
        case 11, 12:
            let position = Int.random(in: 1...12, using: &random)
            let place = queue.move(target, to: position, by: member, at: now)
            let isMoved = model.move(target, to: position)
            let isRight = isMoved ? place == (model.waiting.firstIndex(of: target) ?? -2) + 1 : place == nil
            return isRight ? "move \(target) to \(position)" : "move differs"
        case 13:
            let chosen = Set(waiting.filter { model.owners[$0] == member })
            _ = queue.remove(chosen, by: member, at: now)
            model.remove(chosen)
            return "remove \(member)'s"
        case 14:
            _ = queue.remove([target], by: member, at: now)
            model.remove([target])
            return "remove \(target)"
        case 15:
            _ = queue.shuffle(seed: random.next(), by: member, at: now)
            // The order is the generator's; that nothing else changed is what counts.
            let order = queue.waiting.map(\.id)
            guard Set(order) == Set(model.waiting), order.count == model.waiting.count else { return "shuffle differs" }
            model.waiting = order
            return "shuffle"
        case 16:
            guard Int.random(in: 0..<6, using: &random) == 0 else { return "nothing" }
            queue.clearWaiting(by: member, at: now)
            model.remove(Set(waiting))
            return "clear"
        default:
            let mode = LoopMode.allCases.randomElement(using: &random) ?? .off
            queue.setLoop(mode)
            model.loop = mode
            return "loop \(mode)"
        }
    }

    @Test func `a hundred thousand commands lose and double nothing, whenever the process dies`() {
        var random = SeededGenerator(seed: 20_261_126)
        for round in 0..<500 {
            var queue = GuildQueue(guild: GuildID(1), epoch: 1)
            var model = QueueModel()
            var held = Held(playback: queue.playback)
            var stored = queue
            for number in 0..<200 {
                let what = Self.step(&queue, &model, &random, at: Int64(round * 1_000 + number))
                held.apply(queue.changes(since: stored))
                stored = queue
                // What was taken out comes back by undo only, and is forgotten with the step; the model keeps it all.
                model.removed = Set(queue.removed.map(\.id))
                guard QueueModel(queue, owners: model.owners) == model else {
                    Issue.record("round \(round), command \(number) (\(what)): \(queue) is not \(model)")
                    return
                }
                guard !what.hasSuffix("differs"), Self.isSound(queue) else {
                    Issue.record("round \(round), command \(number): \(what)")
                    return
                }
                // A crash at any time: what the store holds is the queue.
                if Int.random(in: 0..<10, using: &random) == 0 {
                    let again = GuildQueue(held.record, epoch: 1)
                    guard again == queue else {
                        Issue.record(
                            "round \(round), command \(number) (\(what)): after a crash \(again), not \(queue)")
                        return
                    }
                    queue = again
                    stored = again
                }
            }
        }
    }

    /// Each entry stands in one list, in order; something is current whenever anything is queued.
    static func isSound(_ queue: GuildQueue) -> Bool {
        let ids = queue.everything.map(\.id)
        let orders = queue.entries.map { ($0.order, $0.id) }
        return Set(ids).count == ids.count && zip(orders, orders.dropFirst()).allSatisfy { $0 < $1 }
            && (queue.playback.current == nil) == queue.entries.isEmpty
            && (queue.playback.current == nil || queue.current != nil)
            && queue.entries.allSatisfy { $0.standing == .queued }
            && queue.history.allSatisfy { $0.standing == .played }
            && queue.removed.allSatisfy { $0.standing == .removed }
            && queue.history.count <= GuildQueue.historyLimit && queue.undo.count <= GuildQueue.undoLimit
    }

    @Test func `undoing at once brings back the queue as it was`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            var queue = GuildQueue(guild: GuildID(1), epoch: 1)
            var model = QueueModel()
            for number in 0..<40 { _ = Self.step(&queue, &model, &random, at: Int64(number)) }
            let before = queue
            let member = Self.members[0]
            let target = queue.waiting.randomElement(using: &random)?.id
            switch Int.random(in: 0..<4, using: &random) {
            case 0: _ = queue.shuffle(seed: random.next(), by: member, at: 99)
            case 1: queue.clearWaiting(by: member, at: 99)
            case 2: if let target { _ = queue.move(target, to: 1, by: member, at: 99) }
            default: if let target { _ = queue.remove([target], by: member, at: 99) }
            }
            guard queue.undo != before.undo else { continue }
            #expect(queue.undoLast(at: 100)?.step.member == member)
            #expect(queue.waiting.map(\.id) == before.waiting.map(\.id))
            #expect(queue.history == before.history)
            #expect(queue.current?.id == before.current?.id)
        }
    }

    @Test func `undo in any situation keeps the queue sound and the store in line`() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            var queue = GuildQueue(guild: GuildID(1), epoch: 1)
            var model = QueueModel()
            var held = Held(playback: queue.playback)
            var stored = queue
            for number in 0..<60 {
                if Int.random(in: 0..<5, using: &random) == 0 {
                    _ = queue.undoLast(at: Int64(number))
                    model = QueueModel(queue, owners: model.owners)
                } else {
                    _ = Self.step(&queue, &model, &random, at: Int64(number))
                    model = QueueModel(queue, owners: model.owners)
                }
                held.apply(queue.changes(since: stored))
                stored = queue
                guard Self.isSound(queue), GuildQueue(held.record, epoch: 1) == queue else {
                    Issue.record("\(queue)")
                    return
                }
            }
        }
    }

    @Test func `the real store gives back the queue after every command`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let logger = Logger(label: "test")
        var store = try await SQLiteNodeStore(SQLiteConfiguration(directory: folder.path), logger: logger)
        var random = SeededGenerator(seed: 3)
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        var model = QueueModel()
        var stored = queue
        for number in 0..<300 {
            _ = Self.step(&queue, &model, &random, at: Int64(number))
            if number.isMultiple(of: 9) { _ = queue.undoLast(at: Int64(number)) }
            model = QueueModel(queue, owners: model.owners)
            try await store.apply(queue.changes(since: stored), to: GuildID(1), epoch: 1)
            stored = queue
            if number.isMultiple(of: 60) {
                try await store.close()
                store = try await SQLiteNodeStore(SQLiteConfiguration(directory: folder.path), logger: logger)
            }
            var again = GuildQueue(try #require(try await store.queue(of: GuildID(1))), epoch: 1)
            again.playback.updatedAt = queue.playback.updatedAt
            guard again == queue else {
                Issue.record("command \(number): \(again), not \(queue)")
                return
            }
        }
        try await store.close()
    }

    @Test func `members take turns in a fair queue`() {
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        func add(_ member: Int) {
            let place = queue.reservePlace()
            let entry = QueueEntryRecord(
                id: place.entry, order: place.order, media: "m", title: "t", requester: Self.members[member],
                requesterName: "", addedAt: 0)
            queue.insert([entry], .fair, by: Self.members[member], at: 0)
        }
        for member in [0, 0, 0, 0, 1, 1, 2, 1] { add(member) }
        let order = queue.waiting.map { Self.members.firstIndex(of: $0.requester) ?? -1 }
        #expect(order == [0, 1, 2, 0, 1, 0, 1])
    }

    @Test func `a shuffle with one seed is the same each time`() {
        var generator = SeededGenerator(seed: 0)
        // The first outputs of SplitMix64 from 0, as its authors publish them.
        #expect(generator.next() == 0xE220_A839_7B1D_CDAF)
        #expect(generator.next() == 0x6E78_9E6A_A1B9_65F4)
    }
}
