import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Testing

@testable import VoiceNode

/// Random commands of several members against the plain model, and against what a store would hold after each.
struct QueuePropertyTests {
    private static let members = QueueCommands.members

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

    @Test func `a hundred thousand commands lose and double nothing, whenever the process dies`() {
        var random = SeededGenerator(seed: 20_261_126)
        for round in 0..<500 {
            var commands = QueueCommands(random: SeededGenerator(seed: random.next()))
            var held = Held(playback: commands.queue.playback)
            var stored = commands.queue
            for number in 0..<200 {
                let before = commands.queue
                let what = commands.step(at: Int64(round * 1_000 + number))
                held.apply(commands.queue.changes(since: stored))
                stored = commands.queue
                guard commands.faults.isEmpty, commands.model.agrees(with: commands.queue),
                    Self.isSound(commands.queue)
                else {
                    Issue.record(
                        """
                        round \(round), command \(number) (\(what)): \(commands.faults)
                        before: \(Self.short(before))
                        queue: \(Self.short(commands.queue))
                        model: \(commands.model)
                        """)
                    return
                }
                // A crash at any time: what the store holds is the queue.
                if Int.random(in: 0..<10, using: &random) == 0 {
                    let again = GuildQueue(held.record, epoch: 1)
                    guard again == commands.queue else {
                        let difference = "\(Self.short(again)), not \(Self.short(commands.queue))"
                        Issue.record("round \(round), command \(number) (\(what)), after a crash: \(difference)")
                        return
                    }
                    commands.queue = again
                    stored = again
                }
            }
        }
    }

    private static func short(_ queue: GuildQueue) -> String {
        let waiting = queue.waiting.map { "\($0.id):\($0.requester)@\($0.order)" }.joined(separator: " ")
        let current = queue.playback.current.map { "\($0)" } ?? "-"
        return "\(current) | \(waiting) | removed \(queue.removed.map(\.id)) | \(queue.undo)"
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

    @Test func `the real store gives back the queue after every command`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let logger = Logger(label: "test")
        var store = try await SQLiteNodeStore(SQLiteConfiguration(directory: folder.path), logger: logger)
        var commands = QueueCommands(random: SeededGenerator(seed: 3))
        var stored = commands.queue
        for number in 0..<300 {
            _ = commands.step(at: Int64(number))
            let queue = commands.queue
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

    @Test func `in a fair queue nobody is played more than once more often than another who waits as long`() {
        var random = SeededGenerator(seed: 5)
        for round in 0..<300 {
            var queue = GuildQueue(guild: GuildID(1), epoch: 1)
            // How often each was played since both of a pair have had something waiting without a break.
            var lead: [[Int]] = Array(repeating: Array(repeating: 0, count: 4), count: 4)
            for number in 0..<200 {
                if Int.random(in: 0..<2, using: &random) == 0 {
                    let member = Int.random(in: 0..<4, using: &random)
                    let place = queue.reservePlace()
                    let entry = QueueEntryRecord(
                        id: place.entry, order: place.order, media: "m", title: "t", requester: Self.members[member],
                        requesterName: "", addedAt: 0)
                    queue.insert([entry], .fair, by: Self.members[member], at: Int64(number))
                } else {
                    queue.advance(.ended, at: Int64(number))
                    guard let now = queue.current.flatMap({ Self.members.firstIndex(of: $0.requester) }) else {
                        continue
                    }
                    for other in 0..<4 where other != now {
                        lead[now][other] += 1
                        lead[other][now] -= 1
                    }
                }
                let waits = Self.members.map { member in queue.waiting.contains { $0.requester == member } }
                for one in 0..<4 {
                    for other in 0..<4 where !(waits[one] && waits[other]) { lead[one][other] = 0 }
                }
                guard lead.allSatisfy({ $0.allSatisfy { abs($0) <= 1 } }) else {
                    Issue.record("round \(round), command \(number): \(lead), \(Self.short(queue))")
                    return
                }
            }
        }
    }

    @Test func `a shuffle with one seed is the same each time`() {
        var generator = SeededGenerator(seed: 0)
        // The first outputs of SplitMix64 from 0, as its authors publish them.
        #expect(generator.next() == 0xE220_A839_7B1D_CDAF)
        #expect(generator.next() == 0x6E78_9E6A_A1B9_65F4)
    }
}
