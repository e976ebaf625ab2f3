/// A language in which the bot speaks. Each has its table in `Texts+<Language>.swift`.
enum Language: String, Sendable, CaseIterable {
    case english
    case german

    /// Discord's names of it; the names and descriptions of commands are registered under each.
    /// Source: Discord's reference, "Locales".
    var locales: [String] {
        switch self {
        case .english: ["en-US", "en-GB"]
        case .german: ["de"]
        }
    }

    /// The language of a client's locale; English where there is none for it.
    init(locale: String?) {
        let language = locale?.split(separator: "-").first
        self =
            Self.allCases.first { language != nil && $0.locales.first?.split(separator: "-").first == language }
            ?? .english
    }

    /// Whether `count` takes the singular.
    func isSingular(_ count: Int) -> Bool {
        switch self {
        case .english, .german: count == 1
        }
    }
}

/// One text in every language. Commands carry theirs beside their handler.
typealias Wording = [Language: String]

extension Wording {
    /// In `language`, else in English.
    func text(in language: Language) -> String {
        self[language] ?? self[.english] ?? ""
    }

    /// For registration: by Discord's locale, without English, which is the default there.
    var localizations: [String: String] {
        var result: [String: String] = [:]
        for (language, text) in self where language != .english {
            for locale in language.locales { result[locale] = text }
        }
        return result
    }
}
