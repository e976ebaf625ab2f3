internal import Audio
internal import DiscordTypes
internal import Jobs

extension Command {
    static let effects = Command(
        name: [.english: "effects", .german: "effekte"],
        description: [.english: "Shows or changes the sound effects.", .german: "Zeigt oder ändert die Klangeffekte."],
        options: [effectPreset, effectsOff] + EffectOptions.all, visibility: .everyone, plan: planEffects)

    private static let effectPreset = Option(
        kind: .text, name: [.english: "preset", .german: "voreinstellung"],
        description: [.english: "How it sounds", .german: "Wie es klingt"],
        // The names of presets are the same in every language.
        choices: EffectPreset.allCases.map { Choice(name: [.english: $0.rawValue], value: $0.rawValue) })

    private static let effectsOff = Option(
        kind: .boolean, name: [.english: "off", .german: "aus"],
        description: [.english: "Switches all effects off", .german: "Schaltet alle Effekte aus"])

    @Sendable private static func planEffects(_ context: CommandContext) -> Plan {
        guard context.use.options.count <= 1 || EffectOptions.areOfOneEffect(context.use.options.map(\.name)) else {
            return context.refuse(.oneAtATime)
        }
        if context.boolean(effectsOff) == true { return .job(.sound(.clearEffects)) }
        if let plan = EffectOptions.plan(context) { return plan }
        guard let name = context.text(effectPreset) else { return .job(.sound(.show)) }
        guard let preset = EffectPreset(rawValue: name) else { return context.refuse(.unknownOption) }
        return .job(.sound(.preset(preset)))
    }
}
