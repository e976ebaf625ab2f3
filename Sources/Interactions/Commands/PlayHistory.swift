internal import DiscordTypes
internal import Jobs

extension Command {
    static let playHistory = Command(
        name: [.english: "play-history", .german: "verlauf"],
        description: [.english: "Shows what was played here.", .german: "Zeigt, was hier lief."],
        options: [historyPage], visibility: .requester, plan: planHistory,
        press: { PageButton.page(of: $0, "play-history").map { .library(.history(page: $0)) } })

    private static let historyPage = Option(
        kind: .integer, name: [.english: "page", .german: "seite"],
        description: [.english: "Which page to show", .german: "Welche Seite"], range: PageButton.pages)

    @Sendable private static func planHistory(_ context: CommandContext) -> Plan {
        guard let page = PageButton.page(context.integer(historyPage)) else { return context.refuse(.pageOutOfRange) }
        return .job(.library(.history(page: page)))
    }
}
