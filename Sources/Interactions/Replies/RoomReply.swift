internal import DiscordTypes
internal import Jobs

/// `/settings` and `/dj`: the rules of the room, one a line.
struct RoomReply: Sendable {
    let texts: Texts

    func card(_ result: RoomResult) -> Card {
        switch result {
        case .settings(let settings): card(settings, note: nil)
        case .changed(let settings): card(settings, note: texts(.settingsChanged))
        }
    }

    private func card(_ settings: RoomSettings, note: Markdown?) -> Card {
        Card(tone: .music, title: texts(.settingsTitle), body: lines(settings), footnote: note)
    }

    private func lines(_ settings: RoomSettings) -> [Markdown] {
        let everyone = texts(.settingEveryone)
        let usual = texts(.settingUsual)
        let role = settings.djRole.map { Mention.role($0) } ?? everyone
        let channel = settings.textChannel.map { Mention.channel($0) } ?? texts(.settingAnywhere)
        let language = Language(locale: settings.locale).ownName
        let values: [(TextKey, Markdown)] = [
            (.settingDJ, role),
            (.settingVote, "\(settings.votePercent ?? 50) %"),
            (.settingFair, isOn(settings.isFair ?? false)),
            (.settingPerMember, limit(settings.tracksPerMember)),
            (.settingMinutes, limit(settings.minutesPerTrack)),
            (.settingDuplicates, isOn(settings.refusesDuplicates != true)),
            (.settingStays, isOn(settings.stays ?? false)),
            (.settingLeave, settings.leaveAfter.map { "\($0) s" } ?? usual),
            (.settingVolume, settings.volume.map { "\($0) %" } ?? usual),
            (.settingAnnounces, isOn(settings.announces ?? true)),
            (.settingStatus, isOn(settings.showsStatus ?? false)),
            (.settingChannel, channel),
            (.settingLanguage, Markdown(escaping: language)),
            (.settingBlocked, blocked(settings.blocked ?? [])),
        ]
        return values.map { key, value in "\(texts(key)): **\(value)**" }
    }

    private func isOn(_ isOn: Bool) -> Markdown { texts(isOn ? .on : .off) }

    private func limit(_ number: Int?) -> Markdown { number.map { "\($0)" } ?? texts(.settingUnlimited) }

    private func blocked(_ words: [String]) -> Markdown {
        guard !words.isEmpty else { return texts(.settingNone) }
        return words.map { Markdown(escaping: $0, limit: 40) }.joined(by: ", ")
    }
}
