internal import DiscordTypes
internal import Jobs

extension Command {
    static let move = Command(
        name: [.english: "move", .german: "verschieben"],
        description: [
            .english: "Moves a waiting track to another place.",
            .german: "Verschiebt einen wartenden Titel an eine andere Stelle.",
        ],
        options: [movedTrack, movedTo], visibility: .everyone, plan: planMove)

    private static let movedTrack = Option(
        kind: .integer, name: [.english: "track", .german: "titel"],
        description: [
            .english: "The track's number in the queue", .german: "Die Nummer des Titels in der Warteschlange",
        ],
        range: QueuePosition.range, isRequired: true)

    private static let movedTo = Option(
        kind: .integer, name: [.english: "to", .german: "nach"],
        description: [.english: "Its new number; 1 plays next", .german: "Seine neue Nummer; 1 spielt als nächster"],
        range: QueuePosition.range, isRequired: true)

    @Sendable private static func planMove(_ context: CommandContext) -> Plan {
        guard let track = context.integer(movedTrack).flatMap({ QueuePosition($0) }),
            let place = context.integer(movedTo).flatMap({ QueuePosition($0) })
        else { return context.refuse(.noSuchEntry) }
        return .job(.edit(.move(entry: .position(track.number), position: place.number)))
    }
}
