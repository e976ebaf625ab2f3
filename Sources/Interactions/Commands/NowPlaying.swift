internal import DiscordTypes
internal import Jobs

extension Command {
    static let nowPlaying = Command(
        name: [.english: "nowplaying", .german: "läuft"],
        description: [
            .english: "Shows what is playing and how far it is.", .german: "Zeigt, was gerade läuft und wie weit.",
        ],
        visibility: .requester, plan: { _ in .job(.nowPlaying) })
}
