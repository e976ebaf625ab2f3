internal import DiscordTypes
internal import Jobs

extension Command {
    static let privacy = Command(
        name: [.english: "privacy", .german: "privatsphäre"],
        description: [
            .english: "Shows the codes that prove the call's end-to-end encryption.",
            .german: "Zeigt die Codes, an denen man die Verschlüsselung des Gesprächs prüft.",
        ],
        options: [member], visibility: .requester, plan: planPrivacy)

    private static let member = Option(
        kind: .user, name: [.english: "member", .german: "mitglied"],
        description: [
            .english: "Whose code for the bot to show; yours if left out",
            .german: "Wessen Code für den Bot gezeigt wird; ohne Angabe deiner",
        ])

    @Sendable private static func planPrivacy(_ context: CommandContext) -> Plan {
        guard case .user(let user)? = context.use[member.registeredName] else { return .job(.privacy(member: nil)) }
        return .job(.privacy(member: user))
    }
}
