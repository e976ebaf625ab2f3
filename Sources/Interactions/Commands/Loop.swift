internal import DiscordTypes
internal import Jobs

extension Command {
    static let loop = Command(
        name: [.english: "loop", .german: "wiederholen"],
        description: [
            .english: "Repeats the track, the queue or nothing.",
            .german: "Wiederholt den Titel, die Warteschlange oder nichts.",
        ],
        options: [loopMode], visibility: .everyone, plan: planLoop)

    private static let loopMode = Option(
        kind: .text, name: [.english: "mode", .german: "modus"],
        description: [.english: "What is repeated", .german: "Was wiederholt wird"], isRequired: true,
        choices: [
            Choice(name: [.english: "Off", .german: "Aus"], value: LoopMode.off.rawValue),
            Choice(name: [.english: "Track", .german: "Titel"], value: LoopMode.track.rawValue),
            Choice(name: [.english: "Queue", .german: "Warteschlange"], value: LoopMode.queue.rawValue),
        ])

    @Sendable private static func planLoop(_ context: CommandContext) -> Plan {
        guard let mode = context.text(loopMode).flatMap({ LoopMode(rawValue: $0) }) else {
            return context.refuse(.unknownOption)
        }
        return .job(.edit(.loop(mode: mode)))
    }
}
