internal import DiscordTypes
internal import Jobs

extension Command {
    static let clear = Command(
        name: [.english: "clear", .german: "leeren"],
        description: [
            .english: "Empties the queue; what plays now goes on.",
            .german: "Leert die Warteschlange; was gerade spielt, läuft weiter.",
        ],
        visibility: .everyone, plan: { _ in .job(.clear) })
}
