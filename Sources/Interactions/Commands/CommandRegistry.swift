package import DiscordTypes

/// All commands. Registration, dispatch and `/help` are derived from it, so they agree.
package struct CommandRegistry: Sendable {
    let commands: [Command]
    private let byName: [String: Command]

    init(_ commands: [Command]) {
        self.commands = commands
        byName = Dictionary(uniqueKeysWithValues: commands.map { ($0.registeredName, $0) })
    }

    /// The bot's commands, in the order `/help` lists them.
    package static let standard = CommandRegistry([
        .play, .search, .skip, .previous, .pause, .resume, .stop, .replay, .seek, .forward, .rewind, .queue,
        .nowPlaying,
        .player,
        .move, .remove, .shuffle, .loop, .clear, .undo, .autoplay, .volume, .effects, .crossfade, .normalize, .lyrics,
        .favourites, .playlist, .myPlaylists, .likedSongs, .recommendations, .blend, .playHistory, .wrongSong,
        .stats,
        .join, .leave, .settings, .dj, .link, .accounts, .unlink, .privacy, .ping, .help, .playThis,
        .addTheirFavourites,
    ])

    /// What `timmybot commands sync` registers.
    package var registrations: [ApplicationCommand] { commands.map(\.registration) }

    func command(named name: String) -> Command? {
        byName[name]
    }

    /// The command that made a component, by the part of its id before the first colon.
    func command(ofComponent customID: String) -> Command? {
        customID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first
            .flatMap { byName[String($0)] }
    }

    func texts(_ language: Language) -> Texts {
        Texts(language, commandNames: byName.mapValues { $0.name.text(in: language) })
    }
}
