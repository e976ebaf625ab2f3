internal import DiscordTypes
internal import Jobs

extension Command {
    static let volume = Command(
        name: [.english: "volume", .german: "lautstärke"],
        description: [.english: "Shows or changes the volume.", .german: "Zeigt oder ändert die Lautstärke."],
        options: [volumePercent], visibility: .everyone, plan: planVolume)

    private static let volumePercent = Option(
        kind: .integer, name: [.english: "percent", .german: "prozent"],
        description: [.english: "100 is as it was made", .german: "100 ist wie aufgenommen"], range: 0...200)

    @Sendable private static func planVolume(_ context: CommandContext) -> Plan {
        guard let percent = context.integer(volumePercent) else { return .job(.sound(.show)) }
        guard volumePercent.range?.contains(percent) == true else { return context.refuse(.unknownOption) }
        return .job(.sound(.volume(percent: Int(percent))))
    }
}
