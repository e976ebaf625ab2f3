internal import DiscordTypes
internal import Jobs

extension Command {
    static let skip = Command(
        name: [.english: "skip", .german: "überspringen"],
        description: [.english: "Skips to the next track.", .german: "Springt zum nächsten Titel."],
        visibility: .everyone, plan: { _ in .job(.skip) })
}
