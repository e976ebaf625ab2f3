internal import Jobs
internal import Storage

/// How several entries come in at once: one place for favourites, playlists, lists of services and choices of many.
extension GuildQueue {
    /// Takes what the room's rules allow, as far as there is room: behind all that waits, or where the requester's turns are. The
    /// entries get ids and places here. Returns those that were taken, and the first reason why another was not.
    mutating func take(
        _ candidates: [QueueEntryRecord], by requester: Requester, _ rules: RoomRules, room: Int = GuildQueue.limit,
        at now: Int64
    ) -> (taken: [QueueEntryRecord], refusal: Refusal?) {
        var (allowed, refusal) = ([QueueEntryRecord](), Refusal?.none)
        // Each is judged by those before it, too.
        var filled = self
        var own = waiting.count { $0.requester == requester.user }
        for candidate in candidates where allowed.count < room && filled.entries.count < Self.limit {
            if let reason = rules.refusal(of: candidate, in: filled, waitingOfMember: own, by: requester) {
                refusal = refusal ?? reason
                continue
            }
            own += 1
            filled.entries.append(candidate)
            allowed.append(candidate)
        }
        guard !allowed.isEmpty else { return ([], refusal) }
        let taken = placed(allowed)
        insert(taken, rules.settings.isFair == true ? .fair : .reserved, by: requester.user, at: now)
        return (taken, refusal)
    }
}
