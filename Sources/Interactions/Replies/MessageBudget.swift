internal import DiscordTypes

/// Discord's limit for the texts of one message.
enum MessageBudget {
    /// Over all texts together, counted in UTF-16 units, which is never less than Discord counts.
    static let characters = 4_000

    static func length(of message: ComponentMessage) -> Int {
        message.components.reduce(0) { $0 + length(of: $1) }
    }

    /// The message with its last texts cut where it is too long. Replies are built to fit; this is the guard behind them.
    static func fitted(_ message: ComponentMessage) -> ComponentMessage {
        var rest = characters
        var fitted = message
        fitted.components = fit(message.components, into: &rest)
        return fitted
    }

    private static func fit(_ components: [Component], into rest: inout Int) -> [Component] {
        var fitted: [Component] = []
        for component in components {
            // A text without a character would be refused, so it goes whole.
            if case .text = component, rest == 0 { continue }
            fitted.append(fit(component, into: &rest))
        }
        return fitted
    }

    private static func length(of component: Component) -> Int {
        switch component {
        case .text(let text): text.utf16.count
        case .container(let parts, _): parts.reduce(0) { $0 + length(of: $1) }
        case .separator, .row, .select: 0
        }
    }

    private static func fit(_ component: Component, into rest: inout Int) -> Component {
        switch component {
        case .text(let text):
            let cut = cut(text, to: rest)
            rest -= cut.utf16.count
            return .text(cut)
        case .container(let parts, let accent): return .container(fit(parts, into: &rest), accent: accent)
        case .separator, .row, .select: return component
        }
    }

    /// At most so many UTF-16 units; `…` stands for what was cut.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        var result = ""
        var length = 1
        for character in text {
            length += character.utf16.count
            guard length <= limit else { break }
            result.append(character)
        }
        return result + "…"
    }
}
