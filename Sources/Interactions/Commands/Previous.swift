internal import DiscordTypes
internal import Jobs

extension Command {
    static let previous = Command(
        name: [.english: "previous", .german: "zurück"],
        description: [
            .english: "Plays the track before once more.", .german: "Spielt den Titel davor noch einmal.",
        ],
        visibility: .everyone, plan: { _ in .job(.edit(.previous)) })
}
