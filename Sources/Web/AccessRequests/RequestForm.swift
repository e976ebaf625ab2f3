internal import Access
internal import DiscordTypes
internal import HTTPServer
internal import Text

/// The request form as it was filled in, and what has to be mended.
struct RequestForm: Sendable {
    /// One field as the page shows it again.
    struct Field: Sendable {
        var value = ""
        var error: String?
    }

    struct Choice: Sendable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    /// A server that is asked for, with the answers.
    struct Request: Sendable {
        let guild: GuildID
        let name: String
        let answers: RequestAnswers
    }

    static let typed = "typed"

    var servers: [Choice]
    var isTyped: Bool
    var server = Field()
    var id = Field()
    var name = Field()
    var kinds: [Choice]
    var members = Field()
    var listeners = Field()
    var purpose = Field()
    var use = Field()
    var contact = Field()
    var agreement = Field()

    var hasErrors: Bool {
        [server, id, name, members, listeners, purpose, use, contact, agreement].contains { $0.error != nil }
    }

    /// The form to fill in. `chosen` is the id of a server that a link named.
    static func empty(servers: [ManagedServer], chosen: String?) -> RequestForm {
        let known = servers.contains { "\($0.id)" == chosen }
        var form = RequestForm(
            servers: choices(servers, chosen), isTyped: servers.isEmpty || (chosen != nil && !known),
            kinds: kinds("community"))
        if let chosen, !known, GuildID(chosen) != nil { form.id.value = chosen }
        return form
    }

    /// What was sent: a request that can be made, or the form with what to mend.
    static func read(_ form: Form, servers: [ManagedServer]) -> (form: RequestForm, request: Request?) {
        let chosen = form["server"]
        var filled = RequestForm(
            servers: choices(servers, chosen), isTyped: chosen == typed || servers.isEmpty, kinds: kinds(form["kind"]))
        filled.id.value = StrangerText.line(form["id"] ?? "", limit: 24)
        filled.name.value = StrangerText.line(form["name"] ?? "", limit: 100)
        let server = filled.readServer(chosen, servers)
        filled.members = number(form["members"], 1...10_000_000, "How many members does the server have?")
        filled.listeners = number(form["listeners"], 1...10_000, "How many people will listen at the same time?")
        filled.purpose = text(form["purpose"], 20, RequestAnswers.purposeLimit, "Tell what the server is for")
        filled.use = text(form["use"], 10, RequestAnswers.useLimit, "Tell when and how you would use the bot")
        filled.contact = text(form["contact"], 3, RequestAnswers.contactLimit, "Leave a way to reach you")
        if !form.isTicked("agreement") { filled.agreement.error = "Please read and accept the terms." }
        guard let server, !filled.hasErrors, let kind = form["kind"].flatMap({ RequestAnswers.Kind(rawValue: $0) }),
            let members = Int(filled.members.value), let listeners = Int(filled.listeners.value)
        else { return (filled, nil) }
        let answers = RequestAnswers(
            kind: kind, members: members, listeners: listeners, purpose: filled.purpose.value, use: filled.use.value,
            contact: filled.contact.value, isConfirmed: server.isConfirmed, countedMembers: server.counted)
        return (filled, Request(guild: server.guild, name: server.name, answers: answers))
    }

    private typealias Server = (guild: GuildID, name: String, isConfirmed: Bool, counted: Int?)

    private mutating func readServer(_ chosen: String?, _ servers: [ManagedServer]) -> Server? {
        guard isTyped else {
            guard let server = servers.first(where: { "\($0.id)" == chosen }) else {
                self.server.error = "Choose one of your servers."
                return nil
            }
            return (server.id, server.name, true, server.members)
        }
        guard let guild = GuildID(id.value), Self.isPlausible(guild) else {
            id.error =
                "A server's id has 17 to 20 digits. In Discord: developer mode on, right click the server, Copy Server ID."
            return nil
        }
        // Typing the id of a server that is known to be theirs counts as choosing it.
        if let server = servers.first(where: { $0.id == guild }) { return (guild, server.name, true, server.members) }
        guard !name.value.isEmpty else {
            name.error = "What is the server called?"
            return nil
        }
        return (guild, name.value, false, nil)
    }

    /// Discord's ids count milliseconds since 2015 in their upper bits, so a real one has 17 digits at least.
    private static func isPlausible(_ guild: GuildID) -> Bool { guild.rawValue > 10_000_000_000_000_000 }

    private static func number(_ text: String?, _ range: ClosedRange<Int>, _ error: String) -> Field {
        let text = StrangerText.line(text ?? "", limit: 12)
        let isGood = Int(text).map(range.contains) ?? false
        return Field(value: text, error: isGood ? nil : "\(error) A number, please.")
    }

    private static func text(_ text: String?, _ least: Int, _ most: Int, _ error: String) -> Field {
        let kept = StrangerText.lines(text ?? "", limit: most + 1)
        if kept.count > most { return Field(value: String(kept.prefix(most)), error: "At most \(most) characters.") }
        return Field(value: kept, error: kept.count < least ? "\(error), in \(least) characters or more." : nil)
    }

    private static func choices(_ servers: [ManagedServer], _ chosen: String?) -> [Choice] {
        servers.map { Choice(value: "\($0.id)", name: $0.name, isChosen: "\($0.id)" == chosen) }
    }

    private static func kinds(_ chosen: String?) -> [Choice] {
        let names: [(RequestAnswers.Kind, String)] = [
            (.community, "A community"), (.education, "School, university or course"), (.nonprofit, "A non-profit"),
            (.friends, "A group of friends"), (.business, "A business"),
        ]
        let chosen = chosen.flatMap { RequestAnswers.Kind(rawValue: $0) } ?? .community
        return names.map { Choice(value: $0.0.rawValue, name: $0.1, isChosen: $0.0 == chosen) }
    }
}
