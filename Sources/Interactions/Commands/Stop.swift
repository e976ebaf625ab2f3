internal import DiscordTypes
internal import Jobs

extension Command {
    static let stop = Command(
        name: [.english: "stop", .german: "stopp"],
        description: [
            .english: "Stops the music and empties the queue; I leave a little later.",
            .german: "Beendet die Musik und leert die Warteschlange; kurz danach gehe ich.",
        ],
        visibility: .everyone, plan: { _ in .job(.stop) })
}
