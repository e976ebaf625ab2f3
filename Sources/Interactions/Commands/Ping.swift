internal import DiscordTypes

extension Command {
    static let ping = Command(
        name: [.english: "ping", .german: "ping"],
        description: [.english: "Checks whether I am there.", .german: "Prüft, ob ich da bin."],
        access: .anyServer, visibility: .requester,
        plan: { context in
            let milliseconds = context.transit / .milliseconds(1)
            let shown = Int(min(max(milliseconds, 0), 99_999))
            return .reply(Card(tone: .music, body: [context.texts(.pong, ["milliseconds": "\(shown)"])]))
        })
}
