internal import DiscordTypes
internal import Jobs

extension Command {
    static let shuffle = Command(
        name: [.english: "shuffle", .german: "mischen"],
        description: [.english: "Shuffles the waiting tracks.", .german: "Mischt die wartenden Titel."],
        options: [shuffleSeed], visibility: .everyone, plan: planShuffle)

    private static let shuffleSeed = Option(
        kind: .integer, name: [.english: "seed", .german: "startwert"],
        description: [
            .english: "The same number shuffles the same way", .german: "Dieselbe Zahl mischt auf dieselbe Weise",
        ],
        range: 0...1_000_000_000)

    @Sendable private static func planShuffle(_ context: CommandContext) -> Plan {
        .job(.edit(.shuffle(seed: context.integer(shuffleSeed).map { UInt64(bitPattern: $0) })))
    }
}
