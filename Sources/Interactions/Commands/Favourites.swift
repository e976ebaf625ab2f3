internal import DiscordTypes
internal import Jobs

extension Command {
    static let favourites = Command(
        name: [.english: "favourites", .german: "favoriten"],
        description: [.english: "Your favourite tracks.", .german: "Deine Lieblingstitel."],
        subcommands: [
            Subcommand(
                name: [.english: "list", .german: "zeigen"],
                description: [.english: "Shows your favourites", .german: "Zeigt deine Favoriten"],
                options: [favouritesPage]),
            Subcommand(
                name: [.english: "add", .german: "hinzufügen"],
                description: [.english: "Keeps what plays now", .german: "Merkt sich, was gerade läuft"]),
            Subcommand(
                name: [.english: "remove", .german: "entfernen"],
                description: [.english: "Forgets one of them", .german: "Vergisst einen davon"],
                options: [favouriteNumber]),
            Subcommand(
                name: [.english: "play", .german: "spielen"],
                description: [
                    .english: "Puts your favourites into the queue",
                    .german: "Stellt deine Favoriten in die Warteschlange",
                ]),
        ],
        visibility: .requester, plan: planFavourites,
        press: { PageButton.page(of: $0, "favourites").map { .library(.favourites(page: $0)) } })

    static let addTheirFavourites = Command(
        name: [.english: "Add their favourites", .german: "Favoriten hinzufügen"], description: [:], kind: .user,
        visibility: .everyone,
        plan: { context in
            guard case .user(let user)? = context.use.target else { return context.refuse(.unknownOption) }
            return .job(.library(.playFavourites(of: user)))
        })

    private static let favouritesPage = Option(
        kind: .integer, name: [.english: "page", .german: "seite"],
        description: [.english: "Which page to show", .german: "Welche Seite"], range: PageButton.pages)

    private static let favouriteNumber = Option(
        kind: .integer, name: [.english: "number", .german: "nummer"],
        description: [.english: "Its number in your list", .german: "Die Nummer in deiner Liste"],
        range: QueuePosition.range, isRequired: true)

    @Sendable private static func planFavourites(_ context: CommandContext) -> Plan {
        switch context.use.subcommand {
        case "add": return .job(.library(.addFavourite))
        case "play": return .job(.library(.playFavourites(of: nil)))
        case "remove":
            guard let position = context.integer(favouriteNumber).flatMap({ QueuePosition($0) }) else {
                return context.refuse(.noSuchEntry)
            }
            return .job(.library(.removeFavourite(number: position.number)))
        default:
            guard let page = PageButton.page(context.integer(favouritesPage)) else {
                return context.refuse(.pageOutOfRange)
            }
            return .job(.library(.favourites(page: page)))
        }
    }
}
