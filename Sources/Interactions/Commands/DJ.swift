internal import DiscordTypes
internal import Jobs

extension Command {
    static let dj = Command(
        name: [.english: "dj", .german: "dj"],
        description: [
            .english: "Chooses the role that commands the music.",
            .german: "Wählt die Rolle, die über die Musik bestimmt.",
        ],
        options: [djRole, djOff], permissions: .manageGuild, visibility: .requester, plan: planDJ)

    private static let djRole = Option(
        kind: .role, name: [.english: "role", .german: "rolle"],
        description: [.english: "Its members are DJs", .german: "Ihre Mitglieder sind DJs"])

    private static let djOff = Option(
        kind: .boolean, name: [.english: "everyone", .german: "alle"],
        description: [
            .english: "Everyone commands the music again", .german: "Alle bestimmen wieder über die Musik",
        ])

    @Sendable private static func planDJ(_ context: CommandContext) -> Plan {
        if context.boolean(djOff) == true { return .job(.room(.change(RoomChange(reset: ["djRole"])))) }
        guard case .role(let role)? = context.use[djRole.registeredName] else { return .job(.room(.show)) }
        var settings = RoomSettings()
        settings.djRole = role
        return .job(.room(.change(RoomChange(set: settings))))
    }
}
