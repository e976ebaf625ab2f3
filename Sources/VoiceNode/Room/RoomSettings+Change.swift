internal import Jobs

extension RoomSettings {
    /// With the change made. Nil where it names something that there is not, sets what can't be, or blocks more than can be.
    func changed(by change: RoomChange) -> RoomSettings? {
        var settings = self
        for name in change.reset {
            guard let reset = Self.resets[name] else { return nil }
            reset(&settings)
        }
        let set = change.set
        guard set.isPossible else { return nil }
        settings.djRole = set.djRole ?? settings.djRole
        settings.votePercent = set.votePercent ?? settings.votePercent
        settings.isFair = set.isFair ?? settings.isFair
        settings.tracksPerMember = set.tracksPerMember ?? settings.tracksPerMember
        settings.minutesPerTrack = set.minutesPerTrack ?? settings.minutesPerTrack
        settings.refusesDuplicates = set.refusesDuplicates ?? settings.refusesDuplicates
        settings.stays = set.stays ?? settings.stays
        settings.leaveAfter = set.leaveAfter ?? settings.leaveAfter
        settings.announces = set.announces ?? settings.announces
        settings.textChannel = set.textChannel ?? settings.textChannel
        settings.volume = set.volume ?? settings.volume
        settings.locale = set.locale ?? settings.locale
        settings.showsStatus = set.showsStatus ?? settings.showsStatus
        settings.blocked = set.blocked ?? settings.blocked
        return settings.changeBlocked(change) ? settings : nil
    }

    private mutating func changeBlocked(_ change: RoomChange) -> Bool {
        var words = blocked ?? []
        if let word = change.unblock { words.removeAll { $0.lowercased() == word.lowercased() } }
        if let word = change.block, !words.contains(where: { $0.lowercased() == word.lowercased() }) {
            guard words.count < Self.blockedLimit else { return false }
            words.append(word)
        }
        blocked = words.isEmpty ? nil : words
        return true
    }

    private static let resets: [String: @Sendable (inout RoomSettings) -> Void] = [
        "djRole": { $0.djRole = nil }, "textChannel": { $0.textChannel = nil },
        "tracksPerMember": { $0.tracksPerMember = nil }, "minutesPerTrack": { $0.minutesPerTrack = nil },
        "leaveAfter": { $0.leaveAfter = nil }, "locale": { $0.locale = nil }, "blocked": { $0.blocked = nil },
        "votePercent": { $0.votePercent = nil }, "volume": { $0.volume = nil },
    ]

    private var isPossible: Bool {
        let numbers: [(Int?, ClosedRange<Int>)] = [
            (votePercent, Self.votePercents), (tracksPerMember, Self.trackNumbers),
            (minutesPerTrack, Self.trackMinutes), (leaveAfter, Self.leaveSeconds), (volume, Self.volumes),
        ]
        let words = blocked ?? []
        return numbers.allSatisfy { number, range in number.map { range.contains($0) } ?? true }
            && words.count <= Self.blockedLimit
            && words.allSatisfy { $0.count <= Self.blockedLength && $0.contains { !$0.isWhitespace } }
    }
}
