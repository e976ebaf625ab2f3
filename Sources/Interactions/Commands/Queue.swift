internal import DiscordTypes
internal import Jobs

extension Command {
    static let queue = Command(
        name: [.english: QueueButton.command, .german: "warteschlange"],
        description: [.english: "Shows the tracks that wait.", .german: "Zeigt die wartenden Titel."],
        options: [queuePage], visibility: .requester, plan: planQueue,
        press: { customID in QueueButton.page(of: customID).map { .queue(page: $0) } },
        choose: { id, values in values.count == 1 ? QueueChoice.action(id, values[0]) : nil },
        // A choice is answered in words; the list that it was made from stays.
        pressForm: { QueueButton.page(of: $0) == nil ? .message(.requester) : .update })

    private static let queuePage = Option(
        kind: .integer, name: [.english: "page", .german: "seite"],
        description: [.english: "Which page to show", .german: "Welche Seite"],
        range: Int64(QueueButton.pages.lowerBound)...Int64(QueueButton.pages.upperBound))

    @Sendable private static func planQueue(_ context: CommandContext) -> Plan {
        guard case .integer(let page)? = context.use[queuePage.registeredName] else { return .job(.queue(page: 1)) }
        guard queuePage.range?.contains(page) == true else { return context.refuse(.pageOutOfRange) }
        return .job(.queue(page: Int(page)))
    }
}
