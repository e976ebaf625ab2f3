internal import DiscordTypes
internal import Jobs

extension Command {
    static let skip = Command(
        name: [.english: "skip", .german: "überspringen"],
        description: [.english: "Skips to the next track.", .german: "Springt zum nächsten Titel."],
        options: [skipTo], visibility: .everyone, plan: planSkip)

    private static let skipTo = Option(
        kind: .integer, name: [.english: "to", .german: "zu"],
        description: [
            .english: "The number of the track in the queue to go on with",
            .german: "Die Nummer des Titels in der Warteschlange, mit dem es weitergeht",
        ],
        range: QueuePosition.range)

    @Sendable private static func planSkip(_ context: CommandContext) -> Plan {
        guard let number = context.integer(skipTo) else { return .job(.skip) }
        guard let position = QueuePosition(number) else { return context.refuse(.noSuchEntry) }
        return .job(.edit(.skipTo(entry: .position(position.number))))
    }
}
