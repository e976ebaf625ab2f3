internal import DiscordTypes

/// What a command's handler knows of one use.
struct CommandContext: Sendable {
    var use: CommandUse
    var texts: Texts
    /// From Discord's making the interaction to our receiving it, as far as the two clocks agree.
    var transit: Duration
    var registry: CommandRegistry
    /// Where people find the web pages; nil if there are none.
    var publicURL: String?

    func refuse(_ key: TextKey, _ values: [String: Markdown] = [:]) -> Command.Plan {
        .reply(Card(tone: .problem, body: [texts(key, values)]))
    }
}
