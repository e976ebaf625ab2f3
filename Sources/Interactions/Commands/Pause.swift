internal import DiscordTypes
internal import Jobs

extension Command {
    static let pause = Command(
        name: [.english: "pause", .german: "pause"],
        description: [.english: "Pauses the music.", .german: "Hält die Musik an."],
        visibility: .everyone, plan: { _ in .job(.pause) })
}
