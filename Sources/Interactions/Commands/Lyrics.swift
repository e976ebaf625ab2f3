internal import DiscordTypes
internal import Jobs

extension Command {
    static let lyrics = Command(
        name: [.english: "lyrics", .german: "liedtext"],
        description: [
            .english: "Shows the words of the current track.", .german: "Zeigt den Text des laufenden Titels.",
        ],
        visibility: .requester, plan: { _ in .job(.library(.lyrics)) })
}
