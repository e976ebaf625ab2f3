internal import DiscordTypes
internal import Jobs

extension Command {
    static let stop = Command(
        name: [.english: "stop", .german: "stopp"],
        description: [
            .english: "Stops the music, empties the queue and leaves.",
            .german: "Beendet die Musik, leert die Warteschlange und geht.",
        ],
        visibility: .everyone, plan: { _ in .job(.stop) })
}
