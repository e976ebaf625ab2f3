import DiscordTypes
import Jobs
import Storage

@testable import VoiceNode

/// Random commands of several members, done to a queue and to its plain model.
struct QueueCommands {
    static let members = (1...4).map { UserID(UInt64($0)) }
    private static let role = RoleID(70)

    var queue = GuildQueue(guild: GuildID(1), epoch: 1)
    var model = QueueModel()
    /// In what the two have differed.
    var faults: [String] = []
    private var random: SeededGenerator

    init(random: SeededGenerator) {
        self.random = random
    }

    /// One command; what it was.
    mutating func step(at now: Int64) -> String {
        let member = Self.members.randomElement(using: &random) ?? Self.members[0]
        let target = model.waiting.randomElement(using: &random) ?? 999_999
        switch Int.random(in: 0..<24, using: &random) {
        case 0...3: return add(member, at: now)
        case 4: return addFairly(member, at: now)
        case 5, 6: return takeList(member, at: now)
        case 7, 8: return advance(.ended, at: now)
        case 9: return advance(.skipped, at: now)
        case 10: return advance(.failed, at: now)
        case 11:
            let isBack = queue.stepBack(at: now) != nil
            check(isBack == model.stepBack(), "back")
            return "back"
        case 12:
            let isDone = queue.skip(to: target, by: member, at: now) != nil
            check(isDone == model.skip(to: target, by: member), "skip to")
            return "skip to \(target)"
        case 13, 14: return move(target, member, at: now)
        case 15...17: return takeOut(target, member, at: now)
        case 18: return shuffle(member, at: now)
        case 19...21: return undo(at: now)
        case 22: return rarely(member, at: now)
        default:
            let mode = LoopMode.allCases.randomElement(using: &random) ?? .off
            queue.setLoop(mode)
            model.loop = mode
            return "loop \(mode)"
        }
    }

    private mutating func check(_ isRight: Bool, _ what: String) {
        if !isRight { faults.append(what) }
    }

    private mutating func item(of member: UserID) -> QueueModel.Item {
        QueueModel.Item(
            owner: member, media: "m\(Int.random(in: 0..<9, using: &random))",
            minutes: Int.random(in: 1...6, using: &random))
    }

    private func record(_ item: QueueModel.Item, _ place: EntryOrder, at now: Int64) -> QueueEntryRecord {
        QueueEntryRecord(
            id: place.entry, order: place.order, media: item.media, title: "t",
            durationMilliseconds: Int64(item.minutes) * 60_000, requester: item.owner, requesterName: "", addedAt: now)
    }

    // MARK: Coming in

    private mutating func add(_ member: UserID, at now: Int64) -> String {
        let item = item(of: member)
        let orders = orders
        let entry = record(item, queue.reservePlace(), at: now)
        let position = [nil, nil, 1, Int.random(in: 1...12, using: &random)].randomElement(using: &random) ?? nil
        if position == 1, Bool.random(using: &random) {
            // What is played at once takes the place of what plays, which is over.
            var request = PlayRequest(media: .url("https://a"), place: .now)
            request.isShuffled = nil
            let hadCurrent = model.current != nil
            queue.add(entry, as: request, isFair: false)
            _ = model.add(item, at: 1)
            if hadCurrent { model.advance(.skipped) }
            return "play \(entry.id) now"
        }
        queue.insert([entry], position.map { .position($0) } ?? .reserved, by: member, at: now)
        check(model.add(item, at: position) == entry.id, "id")
        noteNewPlaces(since: orders)
        return "add \(entry.id) at \(String(describing: position))"
    }

    private mutating func addFairly(_ member: UserID, at now: Int64) -> String {
        let item = item(of: member)
        let orders = orders
        let entry = record(item, queue.reservePlace(), at: now)
        queue.insert([entry], .fair, by: member, at: now)
        model.addFairly([item], by: member)
        noteNewPlaces(since: orders)
        return "add \(entry.id) at its turn"
    }

    /// Several at once, under the rules of a room.
    private mutating func takeList(_ member: UserID, at now: Int64) -> String {
        var settings = RoomSettings()
        settings.djRole = Self.role
        settings.isFair = Bool.random(using: &random)
        settings.tracksPerMember = [nil, 2, 4].randomElement(using: &random) ?? nil
        settings.minutesPerTrack = [nil, 4].randomElement(using: &random) ?? nil
        settings.refusesDuplicates = Bool.random(using: &random)
        let isDJ = Int.random(in: 0..<4, using: &random) == 0
        var candidates: [QueueModel.Item] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) { candidates.append(item(of: member)) }
        let orders = orders
        let records = candidates.map { record($0, EntryOrder(entry: 0, order: 0), at: now) }
        let requester = Requester(user: member, name: "", locale: nil, roles: isDJ ? [Self.role] : nil)
        let (taken, refusal) = queue.take(records, by: requester, RoomRules(settings: settings), at: now)
        let accepted = model.accepted(
            candidates, of: member, isDJ: isDJ, limit: settings.tracksPerMember, minutes: settings.minutesPerTrack,
            refusesDuplicates: settings.refusesDuplicates == true)
        check(taken.map(\.media) == accepted.map(\.media), "what the room takes: \(taken.map(\.media)), \(accepted)")
        check((refusal == nil) == (accepted.count == candidates.count), "whether one is refused")
        if settings.isFair == true, !accepted.isEmpty {
            model.addFairly(accepted, by: member)
        } else if !accepted.isEmpty {
            model.addTogether(accepted, by: member)
        }
        noteNewPlaces(since: orders)
        return "take \(taken.map(\.id)) under \(settings)"
    }

    // MARK: Playing

    private mutating func advance(_ ending: GuildQueue.Ending, at now: Int64) -> String {
        queue.advance(ending, at: now)
        model.advance(ending)
        return "\(ending)"
    }

    // MARK: Changes of what waits

    private mutating func move(_ target: Int64, _ member: UserID, at now: Int64) -> String {
        let position = Int.random(in: 1...12, using: &random)
        let orders = orders
        let place = queue.move(target, to: position, by: member, at: now)
        let isMoved = model.move(target, to: position, by: member)
        check(isMoved ? place == (model.waiting.firstIndex(of: target) ?? -2) + 1 : place == nil, "move")
        noteNewPlaces(since: orders, but: target)
        return "move \(target) to \(position)"
    }

    private mutating func takeOut(_ target: Int64, _ member: UserID, at now: Int64) -> String {
        let chosen: Set<Int64>
        switch Int.random(in: 0..<4, using: &random) {
        case 0: chosen = Set(model.waiting.filter { model.items[$0]?.owner == member })
        case 1:
            chosen = model.duplicates
            check(queue.duplicates == chosen, "duplicates \(queue.duplicates), \(chosen)")
        default: chosen = [target]
        }
        _ = queue.remove(chosen, by: member, at: now)
        model.remove(chosen, by: member)
        return "remove \(chosen)"
    }

    private mutating func shuffle(_ member: UserID, at now: Int64) -> String {
        let orders = orders
        let before = model.waiting
        _ = queue.shuffle(seed: random.next(), by: member, at: now)
        // The order is the generator's; that nothing else changed is what counts.
        let order = queue.waiting.map(\.id)
        check(Set(order) == Set(before) && order.count == before.count, "shuffle")
        model.waiting = order
        if !before.isEmpty { model.remember(.init(kind: .shuffled, member: member, before: before)) }
        if Set(orders.values) != Set(self.orders.values) { model.touch() }
        return "shuffle"
    }

    private mutating func undo(at now: Int64) -> String {
        let done = queue.undoLast(at: now)
        guard let expected = model.undoLast(queue.entries.map(\.id)) else {
            check(done == nil, "nothing to undo")
            return "undo nothing"
        }
        faults += expected.faults
        let isCounted = expected.count.map { $0 == done?.count } ?? true
        check(done != nil && isCounted, "\(String(describing: done)), \(expected)")
        return "undo \(String(describing: done?.step))"
    }

    private mutating func rarely(_ member: UserID, at now: Int64) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            queue.clearWaiting(by: member, at: now)
            model.remove(Set(model.waiting), as: .cleared, by: member)
            return "clear"
        case 1:
            queue.stop(by: member, at: now)
            model.stop(by: member)
            return "stop"
        default: return "nothing"
        }
    }

    // MARK: Places

    private var orders: [Int64: Int64] { Dictionary(queue.entries.map { ($0.id, $0.order) }) { first, _ in first } }

    /// Where there was no room between two entries all got new places, which undo doesn't take back.
    private mutating func noteNewPlaces(since former: [Int64: Int64], but moved: Int64? = nil) {
        let isAnew = queue.entries.contains { $0.id != moved && former[$0.id] != nil && former[$0.id] != $0.order }
        if isAnew { model.touch() }
    }
}
