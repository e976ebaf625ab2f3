internal import DiscordTypes
internal import Jobs

extension Command {
    static let remove = Command(
        name: [.english: "remove", .german: "entfernen"],
        description: [
            .english: "Takes tracks out of the queue.", .german: "Nimmt Titel aus der Warteschlange.",
        ],
        subcommands: [
            Subcommand(
                name: [.english: "track", .german: "titel"],
                description: [
                    .english: "One track, or several in a row", .german: "Einen Titel oder mehrere hintereinander",
                ],
                options: [removedFirst, removedLast]),
            Subcommand(
                name: [.english: "member", .german: "mitglied"],
                description: [
                    .english: "All that a member has requested", .german: "Alles, was ein Mitglied gewünscht hat",
                ],
                options: [removedMember]),
            Subcommand(
                name: [.english: "duplicates", .german: "doppelte"],
                description: [
                    .english: "Tracks that are in the queue already",
                    .german: "Titel, die schon in der Warteschlange sind",
                ]),
            Subcommand(
                name: [.english: "absent", .german: "abwesende"],
                description: [
                    .english: "What people requested who have left", .german: "Die Wünsche derer, die gegangen sind",
                ]),
        ],
        visibility: .everyone, plan: planRemove)

    private static let removedFirst = Option(
        kind: .integer, name: [.english: "number", .german: "nummer"],
        description: [
            .english: "The track's number in the queue", .german: "Die Nummer des Titels in der Warteschlange",
        ],
        range: QueuePosition.range, isRequired: true)

    private static let removedLast = Option(
        kind: .integer, name: [.english: "to", .german: "bis"],
        description: [.english: "The number of the last one", .german: "Die Nummer des letzten"],
        range: QueuePosition.range)

    private static let removedMember = Option(
        kind: .user, name: [.english: "member", .german: "mitglied"],
        description: [.english: "Whose tracks", .german: "Wessen Titel"], isRequired: true)

    @Sendable private static func planRemove(_ context: CommandContext) -> Plan {
        switch context.use.subcommand {
        case "member":
            guard case .user(let user)? = context.use[removedMember.registeredName] else {
                return context.refuse(.unknownOption)
            }
            return .job(.edit(.remove(.member(user))))
        case "duplicates": return .job(.edit(.remove(.duplicates)))
        case "absent": return .job(.edit(.remove(.absent)))
        default:
            guard let first = context.integer(removedFirst).flatMap({ QueuePosition($0) }) else {
                return context.refuse(.noSuchEntry)
            }
            guard let given = context.integer(removedLast) else {
                return .job(.edit(.remove(.entry(.position(first.number)))))
            }
            guard let last = QueuePosition(given), last.number >= first.number else {
                return context.refuse(.noSuchEntry)
            }
            return .job(.edit(.remove(.range(from: first.number, to: last.number))))
        }
    }
}
