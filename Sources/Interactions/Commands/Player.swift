internal import DiscordTypes
internal import Jobs

extension Command {
    /// The player with its buttons, for whoever asks; the message that everyone sees is posted by itself.
    static let player = Command(
        name: [.english: PlayerButton.command, .german: "player"],
        description: [
            .english: "Shows the player with its buttons.", .german: "Zeigt den Player mit seinen Knöpfen.",
        ],
        visibility: .requester, plan: { _ in .job(.nowPlaying) },
        press: { PlayerButton(customID: $0)?.action },
        pressForm: { PlayerButton(customID: $0)?.form ?? .update })
}
