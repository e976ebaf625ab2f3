internal import DiscordTypes

/// The form of every reply: one box with a coloured edge, a few lines, perhaps buttons.
struct Card: Sendable {
    enum Tone: UInt32, Sendable {
        case music = 0x7C5CFF
        case problem = 0xD9534F
        case note = 0x8A8F98
    }

    private static let buttonsOfRow = 5

    var tone: Tone
    var title: Markdown?
    /// Paragraphs; empty ones are left out.
    var body: [Markdown]
    /// Set small at the end.
    var footnote: Markdown?
    var buttons: [Button] = []
    /// Below the buttons, each in a row of its own.
    var selects: [Select] = []

    /// Cut to Discord's limits.
    func message(for visibility: ComponentMessage.Visibility) -> ComponentMessage {
        var parts: [Component] = []
        if let title { parts.append(.text("### \(title.source)")) }
        let text = body.map(\.source).filter { !$0.isEmpty }.joined(separator: "\n")
        if !text.isEmpty { parts.append(.text(text)) }
        if let footnote { parts.append(.text("-# \(footnote.source)")) }
        for start in stride(from: 0, to: buttons.count, by: Self.buttonsOfRow) {
            parts.append(.row(Array(buttons[start..<min(start + Self.buttonsOfRow, buttons.count)])))
        }
        parts += selects.map { .select($0) }
        return MessageBudget.fitted(
            ComponentMessage([.container(parts, accent: tone.rawValue)], visibility: visibility))
    }
}
