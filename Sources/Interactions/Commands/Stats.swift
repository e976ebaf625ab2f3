internal import DiscordTypes
internal import Jobs

extension Command {
    static let stats = Command(
        name: [.english: "stats", .german: "statistik"],
        description: [.english: "Shows what this server listens to.", .german: "Zeigt, was dieser Server hört."],
        visibility: .requester, plan: { _ in .job(.library(.statistics)) })
}
