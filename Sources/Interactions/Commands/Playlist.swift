internal import DiscordTypes
internal import Jobs

extension Command {
    static let playlist = Command(
        name: [.english: "playlist", .german: "playlist"],
        description: [.english: "Your saved playlists.", .german: "Deine gespeicherten Playlists."],
        subcommands: [
            Subcommand(
                name: [.english: "save", .german: "speichern"],
                description: [
                    .english: "Saves what plays and waits", .german: "Speichert, was läuft und was wartet",
                ],
                options: [playlistName]),
            Subcommand(
                name: [.english: "load", .german: "laden"],
                description: [
                    .english: "Puts a playlist into the queue", .german: "Stellt eine Playlist in die Warteschlange",
                ],
                options: [playlistName, playlistShuffle]),
            Subcommand(
                name: [.english: "list", .german: "zeigen"],
                description: [.english: "Shows your playlists", .german: "Zeigt deine Playlists"]),
            Subcommand(
                name: [.english: "share", .german: "teilen"],
                description: [
                    .english: "Makes a code with which others can import it",
                    .german: "Macht einen Code, mit dem andere sie übernehmen können",
                ],
                options: [playlistName]),
            Subcommand(
                name: [.english: "import", .german: "übernehmen"],
                description: [
                    .english: "Takes over a playlist that was shared", .german: "Übernimmt eine geteilte Playlist",
                ],
                options: [playlistCode, playlistNewName]),
            Subcommand(
                name: [.english: "delete", .german: "löschen"],
                description: [.english: "Deletes a playlist for good", .german: "Löscht eine Playlist endgültig"],
                options: [playlistName]),
        ],
        visibility: .requester, plan: planPlaylist)

    private static let playlistName = Option(
        kind: .text, name: [.english: "name", .german: "name"],
        description: [.english: "The playlist's name", .german: "Der Name der Playlist"], maximumLength: 60,
        isRequired: true)

    private static let playlistShuffle = Option(
        kind: .boolean, name: [.english: "shuffle", .german: "mischen"],
        description: [.english: "In a random order", .german: "In zufälliger Reihenfolge"])

    private static let playlistCode = Option(
        kind: .text, name: [.english: "code", .german: "code"],
        description: [.english: "The code you were given", .german: "Der Code, den du bekommen hast"],
        maximumLength: 40, isRequired: true)

    private static let playlistNewName = Option(
        kind: .text, name: [.english: "name", .german: "name"],
        description: [
            .english: "What you call it; its own name if left out",
            .german: "Wie du sie nennst; ohne Angabe wie bisher",
        ],
        maximumLength: 60)

    @Sendable private static func planPlaylist(_ context: CommandContext) -> Plan {
        guard context.use.subcommand != "list" else { return .job(.library(.playlists)) }
        let name = context.text(playlistName)
        if context.use.subcommand == "import" {
            guard let code = context.text(playlistCode) else { return context.refuse(.unknownOption) }
            return .job(.library(.importPlaylist(code: code, name: name)))
        }
        guard let name, name.contains(where: { !$0.isWhitespace }) else { return context.refuse(.playlistNeedsName) }
        switch context.use.subcommand {
        case "save": return .job(.library(.savePlaylist(name: name)))
        case "load":
            let isShuffled = context.boolean(playlistShuffle) ?? false
            return .job(.library(.loadPlaylist(name: name, isShuffled: isShuffled)))
        case "share": return .job(.library(.sharePlaylist(name: name)))
        default: return .job(.library(.deletePlaylist(name: name)))
        }
    }
}
