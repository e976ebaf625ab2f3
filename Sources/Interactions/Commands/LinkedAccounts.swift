internal import DiscordTypes

extension Command {
    static let accounts = Command(
        name: [.english: "accounts", .german: "konten"],
        description: [
            .english: "Shows the music accounts you have linked.", .german: "Zeigt deine verknüpften Musikkonten.",
        ],
        access: .anyServer, visibility: .requester, plan: { _ in .account(.list) })
}
