/// Text in Discord's markdown. Only literals are taken as they are; what is interpolated is shown as plain text, unless it
/// is markdown itself. So a title, a name or a file name can neither format, link nor mention.
struct Markdown: Hashable, Sendable {
    let source: String

    /// Text that is known to be markdown: a translated template or a part put together from safe ones.
    init(trusted source: String) {
        self.source = source
    }

    /// What was written by people, as plain text of at most `limit` characters.
    init(escaping text: String, limit: Int = PlainText.defaultLimit) {
        source = PlainText.escaped(PlainText.clean(text, limit: limit))
    }

    var length: Int { source.utf16.count }

    static func + (left: Markdown, right: Markdown) -> Markdown {
        Markdown(trusted: left.source + right.source)
    }
}

extension Markdown: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            source.reserveCapacity(literalCapacity)
        }

        mutating func appendLiteral(_ literal: String) { source += literal }

        mutating func appendInterpolation(_ text: String) { source += Markdown(escaping: text).source }

        mutating func appendInterpolation(_ markdown: Markdown) { source += markdown.source }

        mutating func appendInterpolation(_ number: some BinaryInteger) { source += String(number) }
    }

    init(stringLiteral value: String) {
        self.init(trusted: value)
    }

    init(stringInterpolation: StringInterpolation) {
        self.init(trusted: stringInterpolation.source)
    }
}

extension Sequence<Markdown> {
    func joined(by separator: Markdown) -> Markdown {
        Markdown(trusted: map(\.source).joined(separator: separator.source))
    }
}
