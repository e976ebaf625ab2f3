internal import DiscordTypes
internal import Jobs

extension Command {
    static let crossfade = Command(
        name: [.english: "crossfade", .german: "überblenden"],
        description: [
            .english: "Fades from one track into the next.", .german: "Blendet von einem Titel in den nächsten.",
        ],
        options: [crossfadeSeconds], visibility: .everyone, plan: planCrossfade)

    private static let crossfadeSeconds = Option(
        kind: .integer, name: [.english: "seconds", .german: "sekunden"],
        description: [.english: "How long; 0 switches it off", .german: "Wie lange; 0 schaltet es aus"], range: 0...12)

    @Sendable private static func planCrossfade(_ context: CommandContext) -> Plan {
        guard let seconds = context.integer(crossfadeSeconds) else { return .job(.sound(.show)) }
        guard crossfadeSeconds.range?.contains(seconds) == true else { return context.refuse(.unknownOption) }
        return .job(.sound(.crossfade(seconds: Int(seconds))))
    }
}
