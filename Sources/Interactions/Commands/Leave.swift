internal import DiscordTypes
internal import Jobs

extension Command {
    static let leave = Command(
        name: [.english: "leave", .german: "verlassen"],
        description: [.english: "Leaves the voice channel.", .german: "Verlässt den Sprachkanal."],
        visibility: .everyone, plan: { _ in .job(.leave) })
}
