internal import Access
internal import Storage
internal import Text

/// What operators and requesters are told on Discord.
struct AccessWords: Sendable {
    let publicURL: String?

    /// For the operators' channel.
    func request(_ server: ServerRecord) -> String {
        var lines = ["**New request:** \(Self.plain(server.name ?? "a server")) (`\(server.guild)`)"]
        if let answers = RequestAnswers(json: server.answers) {
            lines.append(
                "\(answers.kind.rawValue), \(answers.countedMembers ?? answers.members) members, expects \(answers.listeners) listeners"
            )
            lines.append(Self.plain(StrangerText.line(answers.purpose, limit: 300)))
        }
        if let publicURL { lines.append("<\(publicURL)/admin/servers/\(server.guild)>") }
        return lines.joined(separator: "\n")
    }

    /// For the person who asked.
    func decision(_ action: ServerAction, _ server: ServerRecord, reason: String?) -> String {
        let name = Self.plain(server.name ?? "your server")
        let first =
            switch action {
            case .approve: "Good news: TimmyBot may be used on \(name)."
            case .reject: "Your request for TimmyBot on \(name) was not accepted."
            case .defer: "Your request for TimmyBot on \(name) was put off; its place in the list is kept."
            case .revoke: "TimmyBot's access to \(name) was ended. What it kept there is deleted after 30 days."
            case .request: "Your request for TimmyBot on \(name) was received."
            }
        let why = reason.map { "\nThe operator writes: \(Self.plain(StrangerText.line($0, limit: 500)))" } ?? ""
        let link = publicURL.map { "\n\(action == .approve ? "Add it here" : "More"): <\($0)/requests>" } ?? ""
        return first + why + link
    }

    /// Without what Discord would take for formatting, a mention or a link.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for character in StrangerText.line(text, limit: 500) {
            if "\\*_~`|>#[]()<@:".contains(character) { plain.append("\\") }
            plain.append(character)
        }
        return plain
    }
}
