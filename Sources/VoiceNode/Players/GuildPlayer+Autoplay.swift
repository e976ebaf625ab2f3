internal import Jobs
internal import Storage

extension GuildPlayer {
    /// At the end of the queue: something that was played here before, as long as people listen and the room's rules allow it. It is
    /// nobody's: whoever had wanted it is not asked for their account.
    func playOnByItself() async {
        guard queue.playback.autoplay, queue.current == nil, pending.isEmpty, batches.isEmpty, leavesAt == nil,
            case .connected(let channel, _) = voice, environment.people.listenerCount(channel) > 0,
            let settings = await roomSettings(),
            let chosen = queue.autoplayCandidates.filter({ isAllowed($0, settings) }).randomElement()
        else { return }
        let now = environment.now()
        let isQueued = await commit { queue in
            var entry = chosen
            let place = queue.reservePlace()
            (entry.id, entry.order, entry.addedAt) = (place.entry, place.order, now)
            (entry.standing, entry.endedAt) = (.queued, nil)
            entry.becomeNobodys()
            queue.insert([entry], .reserved, by: .nobody, at: now)
        }
        guard isQueued else { return }
        await queueChanged()
    }

    private func isAllowed(_ entry: QueueEntryRecord, _ settings: RoomSettings) -> Bool {
        let nobody = Requester(user: .nobody, name: "", locale: nil)
        return RoomRules(settings: settings).refusal(of: entry, in: queue, waitingOfMember: 0, by: nobody) == nil
    }
}

extension GuildQueue {
    /// What of the history may come again: each medium once, without uploads, whose addresses expire, and without the half of them
    /// that was played last.
    var autoplayCandidates: [QueueEntryRecord] {
        var seen: Set<String> = []
        let different = history.reversed().filter { entry in
            guard seen.insert(entry.media).inserted, let media = try? RequestedMedia(json: entry.media) else {
                return false
            }
            if case .attachment = media { return false }
            return true
        }
        return Array(different.dropFirst(different.count / 2))
    }
}
