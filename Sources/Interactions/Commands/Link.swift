internal import DiscordTypes
internal import Storage

extension Command {
    static let link = Command(
        name: [.english: "link", .german: "verknüpfen"],
        description: [
            .english: "Links your own music account.", .german: "Verknüpft dein eigenes Musikkonto.",
        ],
        options: [providerOption], visibility: .requester,
        plan: { context in
            guard let name = context.use[providerOption.registeredName] else { return .account(.link(nil)) }
            guard let provider = provider(named: name) else { return context.refuse(.unknownProvider) }
            return .account(.link(provider))
        })

    static let providerOption = Option(
        kind: .text, name: [.english: "provider", .german: "anbieter"],
        description: [
            .english: "The music service", .german: "Der Musikdienst",
        ],
        choices: AccountProvider.allCases.map { Choice(name: [.english: $0.name], value: $0.rawValue) })

    /// What Discord sends need not be among the choices.
    static func provider(named value: CommandUse.Value) -> AccountProvider? {
        guard case .text(let name) = value else { return nil }
        return AccountProvider(rawValue: name)
    }
}
