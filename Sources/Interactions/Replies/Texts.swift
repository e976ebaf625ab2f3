/// What the bot says in one language.
///
/// A template may hold `{name}`, which is replaced by a value, and `{/name}`, which becomes the command as members of this
/// language see it.
struct Texts: Sendable {
    let language: Language
    private let table: [TextKey: String]
    /// From a command's registered name to its name in this language.
    private let commandNames: [String: String]

    init(_ language: Language, commandNames: [String: String]) {
        self.language = language
        self.commandNames = commandNames
        table = Self.table(of: language)
    }

    static func table(of language: Language) -> [TextKey: String] { tables[language] ?? [:] }

    private static let tables: [Language: [TextKey: String]] = [
        .english: whole(englishTable, englishPlayer, englishMusic),
        .german: whole(germanTable, germanPlayer, germanMusic),
        .spanish: whole(spanishTable, spanishPlayer, spanishMusic),
        .french: whole(frenchTable, frenchPlayer, frenchMusic),
        .japanese: whole(japaneseTable, japanesePlayer, japaneseMusic),
    ]

    /// A test holds each key to one of them.
    private static func whole(_ parts: [TextKey: String]...) -> [TextKey: String] {
        parts.reduce(into: [:]) { whole, part in whole.merge(part) { first, _ in first } }
    }

    func callAsFunction(_ key: TextKey, _ values: [String: Markdown] = [:]) -> Markdown {
        // A test holds every table complete.
        let template = table[key] ?? Self.englishTable[key] ?? key.rawValue
        return Markdown(
            trusted: Self.fill(template) { name in
                if let value = values[name] { return value.source }
                guard name.hasPrefix("/"), let local = commandNames[String(name.dropFirst())] else { return nil }
                return "`/\(local)`"
            })
    }

    /// Chooses by `count`, which both templates may show as `{count}`.
    func callAsFunction(_ one: TextKey, _ many: TextKey, count: Int) -> Markdown {
        self(language.isSingular(count) ? one : many, ["count": "\(count)"])
    }

    /// For places that show no markdown, such as a button's label.
    func plain(_ key: TextKey) -> String {
        self(key).source
    }

    /// Replaces each `{name}` for which `value` has one.
    static func fill(_ template: String, _ value: (String) -> String?) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += value(name) ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
