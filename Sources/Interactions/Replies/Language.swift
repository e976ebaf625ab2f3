/// A language in which the bot speaks. Each has its table in `Texts+<Language>.swift`.
enum Language: String, Sendable, CaseIterable {
    case english
    case german
    case spanish
    case french
    case japanese

    /// As its speakers call it.
    var ownName: String {
        switch self {
        case .english: "English"
        case .german: "Deutsch"
        case .spanish: "Español"
        case .french: "Français"
        case .japanese: "日本語"
        }
    }

    /// Discord's names of it; the names and descriptions of commands are registered under each.
    /// Source: Discord's reference, "Locales".
    var locales: [String] {
        switch self {
        case .english: ["en-US", "en-GB"]
        case .german: ["de"]
        case .spanish: ["es-ES", "es-419"]
        case .french: ["fr"]
        case .japanese: ["ja"]
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
        case .english, .german, .spanish, .french: count == 1
        case .japanese: false
        }
    }
}

/// One text in every language. Commands carry theirs beside their handler.
typealias Wording = [Language: String]

extension Wording {
    /// In `language`: as written beside the handler, else out of the language's table, else in English.
    func text(in language: Language) -> String {
        let english = self[.english] ?? ""
        return self[language] ?? CommandWords.table(of: language)[english] ?? english
    }

    /// For registration: by Discord's locale, without English, which is the default there.
    var localizations: [String: String] {
        var result: [String: String] = [:]
        for language in Language.allCases where language != .english {
            let text = text(in: language)
            guard text != self[.english] else { continue }
            for locale in language.locales { result[locale] = text }
        }
        return result
    }
}
