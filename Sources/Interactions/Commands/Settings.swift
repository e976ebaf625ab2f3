internal import DiscordTypes
internal import Jobs

extension Command {
    static let settings = Command(
        name: [.english: "settings", .german: "einstellungen"],
        description: [
            .english: "Shows or changes the rules of this server's music.",
            .german: "Zeigt oder ändert die Regeln für die Musik auf diesem Server.",
        ],
        options: [
            fair, votes, perMember, minutes, duplicates, stays, leaveAfter, announce, status, textChannel, anywhere,
            language, block, unblock, defaultVolume,
        ],
        permissions: .manageGuild, visibility: .requester, plan: planSettings)

    private static let fair = Option(
        kind: .boolean, name: [.english: "fair-queue", .german: "faire-reihenfolge"],
        description: [.english: "Members take turns", .german: "Alle kommen abwechselnd dran"])
    private static let votes = Option(
        kind: .integer, name: [.english: "vote-skip", .german: "abstimmung"],
        description: [
            .english: "Percent of the listeners whose votes skip a track",
            .german: "Prozent der Zuhörer, deren Stimmen einen Titel überspringen",
        ],
        range: widened(RoomSettings.votePercents))
    private static let perMember = Option(
        kind: .integer, name: [.english: "tracks-per-member", .german: "titel-pro-mitglied"],
        description: [
            .english: "How many tracks a member may have waiting; 0: no limit",
            .german: "Wie viele Titel eines Mitglieds warten dürfen; 0: beliebig viele",
        ],
        range: widened(RoomSettings.trackNumbers, from: 0))
    private static let minutes = Option(
        kind: .integer, name: [.english: "track-minutes", .german: "titel-minuten"],
        description: [
            .english: "How long a track may be; 0: no limit", .german: "Wie lang ein Titel sein darf; 0: beliebig",
        ],
        range: widened(RoomSettings.trackMinutes, from: 0))
    private static let duplicates = Option(
        kind: .boolean, name: [.english: "duplicates", .german: "doppelte"],
        description: [
            .english: "Whether a track may be in the queue twice", .german: "Ob ein Titel doppelt warten darf",
        ])
    private static let stays = Option(
        kind: .boolean, name: [.english: "stay", .german: "bleiben"],
        description: [
            .english: "Stay in the channel around the clock", .german: "Rund um die Uhr im Kanal bleiben",
        ])
    private static let leaveAfter = Option(
        kind: .integer, name: [.english: "leave-after", .german: "gehen-nach"],
        description: [
            .english: "Seconds in an empty channel before leaving; 0: the usual time",
            .german: "Sekunden im leeren Kanal, bis ich gehe; 0: wie üblich",
        ],
        range: widened(RoomSettings.leaveSeconds, from: 0))
    private static let announce = Option(
        kind: .boolean, name: [.english: "player-message", .german: "player-nachricht"],
        description: [
            .english: "Show a message with the track and its buttons",
            .german: "Eine Nachricht mit Titel und Knöpfen zeigen",
        ])
    private static let status = Option(
        kind: .boolean, name: [.english: "channel-status", .german: "kanal-status"],
        description: [
            .english: "Name the track in the voice channel's status",
            .german: "Den Titel im Status des Sprachkanals nennen",
        ])
    private static let textChannel = Option(
        kind: .channel, name: [.english: "text-channel", .german: "textkanal"],
        description: [
            .english: "The only channel in which I take commands",
            .german: "Der einzige Kanal, in dem ich Befehle annehme",
        ],
        channelTypes: [0, 2, 5, 13])
    private static let anywhere = Option(
        kind: .boolean, name: [.english: "any-channel", .german: "jeder-kanal"],
        description: [
            .english: "Take commands in every channel again", .german: "Befehle wieder in jedem Kanal annehmen",
        ])
    private static let language = Option(
        kind: .text, name: [.english: "language", .german: "sprache"],
        description: [
            .english: "The language of the player's message", .german: "Die Sprache der Player-Nachricht",
        ],
        choices: Language.allCases.map { Choice(name: [.english: $0.ownName], value: $0.locales.first ?? "en-US") })
    private static let block = Option(
        kind: .text, name: [.english: "block", .german: "sperren"],
        description: [
            .english: "A word or a part of a link that is refused",
            .german: "Ein Wort oder Teil eines Links, das abgelehnt wird",
        ],
        maximumLength: RoomSettings.blockedLength)
    private static let unblock = Option(
        kind: .text, name: [.english: "unblock", .german: "freigeben"],
        description: [
            .english: "A blocked word that is allowed again", .german: "Ein gesperrtes Wort, das wieder erlaubt ist",
        ],
        maximumLength: RoomSettings.blockedLength)

    private static let defaultVolume = Option(
        kind: .integer, name: [.english: "default-volume", .german: "anfangslautstärke"],
        description: [
            .english: "Percent at which the music begins when I come",
            .german: "Prozent, mit denen die Musik beginnt, wenn ich komme",
        ],
        range: widened(RoomSettings.volumes))

    @Sendable private static func planSettings(_ context: CommandContext) -> Plan {
        guard !context.use.options.isEmpty else { return .job(.room(.show)) }
        var change = RoomChange()
        change.set.isFair = context.boolean(fair)
        change.set.refusesDuplicates = context.boolean(duplicates).map { !$0 }
        change.set.stays = context.boolean(stays)
        change.set.announces = context.boolean(announce)
        change.set.showsStatus = context.boolean(status)
        change.set.locale = context.text(language)
        change.block = context.text(block).flatMap { word in word.contains { !$0.isWhitespace } ? word : nil }
        change.unblock = context.text(unblock)
        if case .channel(let channel)? = context.use[textChannel.registeredName] { change.set.textChannel = channel }
        if context.boolean(anywhere) == true { change.reset.append("textChannel") }
        for option in [votes, perMember, minutes, leaveAfter, defaultVolume] {
            guard let number = context.integer(option) else { continue }
            guard option.range?.contains(number) == true else { return context.refuse(.unknownOption) }
        }
        change.set.volume = context.integer(defaultVolume).map { Int($0) }
        change.set.votePercent = context.integer(votes).map { Int($0) }
        change.set.tracksPerMember = limit(context.integer(perMember), "tracksPerMember", &change)
        change.set.minutesPerTrack = limit(context.integer(minutes), "minutesPerTrack", &change)
        change.set.leaveAfter = limit(context.integer(leaveAfter), "leaveAfter", &change)
        return .job(.room(.change(change)))
    }

    /// A rule's values as an option has them; `lowest` is less where that number takes a limit away.
    private static func widened(_ values: ClosedRange<Int>, from lowest: Int? = nil) -> ClosedRange<Int64> {
        Int64(lowest ?? values.lowerBound)...Int64(values.upperBound)
    }

    /// 0 takes a limit away.
    private static func limit(_ number: Int64?, _ name: String, _ change: inout RoomChange) -> Int? {
        guard let number else { return nil }
        guard number > 0 else {
            change.reset.append(name)
            return nil
        }
        return Int(number)
    }
}
