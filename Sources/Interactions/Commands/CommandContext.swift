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

/// Options by kind; nil where the option is missing.
extension CommandContext {
    func text(_ option: Command.Option) -> String? {
        if case .text(let text)? = use[option.registeredName] { text } else { nil }
    }

    func integer(_ option: Command.Option) -> Int64? {
        if case .integer(let number)? = use[option.registeredName] { number } else { nil }
    }

    func boolean(_ option: Command.Option) -> Bool? {
        if case .boolean(let isTrue)? = use[option.registeredName] { isTrue } else { nil }
    }
}
