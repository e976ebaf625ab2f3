internal import DiscordTypes
internal import Jobs

extension Command {
    static let seek = Command(
        name: [.english: "seek", .german: "springen"],
        description: [
            .english: "Goes to a place in the current track.", .german: "Springt an eine Stelle des laufenden Titels.",
        ],
        options: [seekPosition], visibility: .everyone, plan: planSeek)

    static let forward = Command(
        name: [.english: "forward", .german: "vor"],
        description: [
            .english: "Goes forward in the current track.", .german: "Springt im laufenden Titel nach vorn.",
        ],
        options: [shiftBy], visibility: .everyone, plan: { planShift($0, direction: 1) })

    static let rewind = Command(
        name: [.english: "rewind", .german: "zurückspulen"],
        description: [
            .english: "Goes back in the current track.", .german: "Springt im laufenden Titel zurück.",
        ],
        options: [shiftBy], visibility: .everyone, plan: { planShift($0, direction: -1) })

    /// Where nothing is given.
    private static let usualShift: Int64 = 10_000

    private static let seekPosition = Option(
        kind: .text, name: [.english: "position", .german: "stelle"],
        description: [
            .english: "A time such as 1:30, 90 or 2m10s", .german: "Eine Zeit wie 1:30, 90 oder 2m10s",
        ],
        maximumLength: 20, isRequired: true)

    private static let shiftBy = Option(
        kind: .text, name: [.english: "by", .german: "um"],
        description: [
            .english: "How far, such as 30 or 1:30; 10 seconds if left out",
            .german: "Wie weit, etwa 30 oder 1:30; ohne Angabe 10 Sekunden",
        ],
        maximumLength: 20)

    @Sendable private static func planSeek(_ context: CommandContext) -> Plan {
        guard let text = context.text(seekPosition), let time = GivenTime.milliseconds(text) else {
            return context.refuse(.badTime)
        }
        return .job(.edit(.seek(milliseconds: time)))
    }

    private static func planShift(_ context: CommandContext, direction: Int64) -> Plan {
        guard let text = context.text(shiftBy) else {
            return .job(.edit(.shift(milliseconds: direction * usualShift)))
        }
        guard let time = GivenTime.milliseconds(text) else { return context.refuse(.badTime) }
        return .job(.edit(.shift(milliseconds: direction * time)))
    }
}
