internal import DiscordTypes
internal import Jobs

extension Command {
    static let undo = Command(
        name: [.english: "undo", .german: "rückgängig"],
        description: [
            .english: "Takes back the last change of the queue.",
            .german: "Nimmt die letzte Änderung der Warteschlange zurück.",
        ],
        visibility: .everyone, plan: { _ in .job(.edit(.undo)) })
}
