import Testing

@testable import Interactions

struct TextsTests {
    @Test(arguments: Language.allCases)
    func `each language has each text, with the same values in it`(language: Language) {
        let table = Texts.table(of: language)
        let english = Texts.table(of: .english)
        for key in TextKey.allCases {
            #expect(table[key]?.isEmpty == false, "\(key)")
            let names = Texts.placeholders(in: table[key] ?? "").filter { !$0.hasPrefix("/") }
            #expect(names == Texts.placeholders(in: english[key] ?? "").filter { !$0.hasPrefix("/") }, "\(key)")
        }
    }

    @Test(arguments: Language.allCases)
    func `each command that a text names exists`(language: Language) {
        let names = Texts.table(of: language).values.reduce(into: Set<String>()) { names, text in
            names.formUnion(Texts.placeholders(in: text).filter { $0.hasPrefix("/") })
        }
        for name in names {
            #expect(CommandRegistry.standard.command(named: String(name.dropFirst())) != nil, "\(name)")
        }
    }

    @Test(arguments: Language.allCases)
    func `the labels of buttons fit`(language: Language) {
        for key in [
            TextKey.back, .forward, .buttonPrevious, .buttonPause, .buttonResume, .buttonSkip, .buttonLoop,
            .buttonShuffle,
            .buttonFavourite, .buttonLyrics, .buttonVolume, .buttonEffects, .choosePlay, .chooseFirst, .chooseRemove,
        ] {
            #expect((1...80).contains(CommandRegistry.standard.texts(language).plain(key).count))
        }
    }

    static let locales: [(String?, Language)] = [
        ("de", .german), ("de-AT", .german), ("en-US", .english), ("en-GB", .english), ("fr", .french),
        ("es-ES", .spanish), ("es-419", .spanish),
        ("ja", .japanese), ("it", .english),
        ("", .english), ("-", .english), (nil, .english), ("d", .english), ("DE", .english),
    ]

    @Test(arguments: locales)
    func `a locale chooses the language, English where there is none`(locale: String?, language: Language) {
        #expect(Language(locale: locale) == language)
    }

    @Test func `values are not templates`() {
        let texts = CommandRegistry.standard.texts(.english)
        let said = texts(.addedBehindMany, ["track": "{count} {/play}", "count": "7"])
        #expect(said.source == "Added {count} {/play}. 7 tracks play before it.")
        #expect(Texts.fill("a {x} {", { _ in "y" }) == "a y {")
        #expect(Texts.fill("}{a}{unknown}", { $0 == "a" ? "1" : nil }) == "}1{unknown}")
    }
}

extension Texts {
    /// The names in a template's braces.
    fileprivate static func placeholders(in template: String) -> Set<String> {
        var names: Set<String> = []
        _ = fill(template) { name in
            names.insert(name)
            return ""
        }
        return names
    }
}
