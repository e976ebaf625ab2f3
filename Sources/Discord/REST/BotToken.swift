/// The bot's token. Whoever holds it is the bot, so it does not print.
package struct BotToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Nil unless it is 1 to 200 visible ASCII characters: it becomes part of a header.
    package init?(_ text: String) {
        guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.text = text
    }

    /// The value of the Authorization header, for requests only.
    var authorization: String { "Bot \(text)" }

    package var description: String { "<bot token>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
