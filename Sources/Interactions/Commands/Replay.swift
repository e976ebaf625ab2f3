internal import DiscordTypes
internal import Jobs

extension Command {
    static let replay = Command(
        name: [.english: "replay", .german: "nochmal"],
        description: [
            .english: "Plays the current track from its beginning.",
            .german: "Spielt den laufenden Titel von vorn.",
        ],
        visibility: .everyone, plan: { _ in .job(.edit(.replay)) })
}
