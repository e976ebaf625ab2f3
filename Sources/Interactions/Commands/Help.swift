internal import DiscordTypes

extension Command {
    static let help = Command(
        name: [.english: "help", .german: "hilfe"],
        description: [.english: "Shows what I can do.", .german: "Zeigt, was ich kann."],
        access: .anyServer, visibility: .requester, plan: planHelp)

    @Sendable private static func planHelp(_ context: CommandContext) -> Plan {
        let language = context.texts.language
        let lines = context.registry.commands.filter { $0.kind == .chatInput }.map { command -> Markdown in
            "**/\(command.name.text(in: language))** \(command.description.text(in: language))"
        }
        let link = context.publicURL.flatMap(TrackLine.address)
        return .reply(
            Card(
                tone: .music, title: context.texts(.helpTitle),
                body: [context.texts(.helpIntroduction), lines.joined(by: "\n")],
                footnote: link.map { context.texts(.helpLink, ["link": $0]) }))
    }
}
