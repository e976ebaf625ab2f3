internal import DiscordTypes
internal import Jobs

extension Command {
    static let autoplay = Command(
        name: [.english: "autoplay", .german: "autoplay"],
        description: [
            .english: "Goes on with what was played here before when the queue ends.",
            .german: "Spielt am Ende der Warteschlange weiter, was hier schon lief.",
        ],
        options: [autoplayOn], visibility: .everyone, plan: planAutoplay)

    private static let autoplayOn = Option(
        kind: .boolean, name: [.english: "on", .german: "an"],
        description: [.english: "Whether it goes on", .german: "Ob es weitergeht"], isRequired: true)

    @Sendable private static func planAutoplay(_ context: CommandContext) -> Plan {
        .job(.edit(.autoplay(isOn: context.boolean(autoplayOn) ?? true)))
    }
}
