internal import DiscordTypes
internal import Jobs

extension Command {
    static let resume = Command(
        name: [.english: "resume", .german: "fortsetzen"],
        description: [.english: "Plays on after a pause.", .german: "Spielt nach einer Pause weiter."],
        visibility: .everyone, plan: { _ in .job(.resume) })
}
