internal import DiscordTypes
internal import Jobs

extension Command {
    static let normalize = Command(
        name: [.english: "normalize", .german: "angleichen"],
        description: [
            .english: "Makes all tracks equally loud, and skips silence.",
            .german: "Macht alle Titel gleich laut und überspringt Stille.",
        ],
        options: [normalizeOn, skipSilence], visibility: .everyone, plan: planNormalize)

    private static let normalizeOn = Option(
        kind: .boolean, name: [.english: "on", .german: "an"],
        description: [.english: "Whether all are equally loud", .german: "Ob alle gleich laut sind"])

    private static let skipSilence = Option(
        kind: .boolean, name: [.english: "skip-silence", .german: "stille-überspringen"],
        description: [
            .english: "Whether silence at both ends is skipped", .german: "Ob Stille an beiden Enden übersprungen wird",
        ])

    @Sendable private static func planNormalize(_ context: CommandContext) -> Plan {
        switch (context.boolean(normalizeOn), context.boolean(skipSilence)) {
        case (let isOn?, nil): .job(.sound(.normalize(isOn)))
        case (nil, let isOn?): .job(.sound(.skipSilence(isOn)))
        case (nil, nil): .job(.sound(.show))
        default: context.refuse(.oneAtATime)
        }
    }
}
