internal import DiscordTypes

extension Command {
    /// In servers that are not listed too: what was entrusted can be taken back anywhere.
    static let unlink = Command(
        name: [.english: "unlink", .german: "trennen"],
        description: [
            .english: "Forgets one of your linked music accounts.",
            .german: "Vergisst eines deiner verknüpften Musikkonten.",
        ],
        options: [providerOption], access: .anyServer, visibility: .requester,
        plan: { context in
            guard let name = context.use[providerOption.registeredName], let provider = provider(named: name) else {
                return context.refuse(.unknownProvider)
            }
            return .account(.unlink(provider))
        })
}
