import Testing

@testable import Interactions

/// What people write must not act: no formatting, no mention, no link, no disguise.
struct PlainTextTests {
    static let escapes: [(String, String)] = [
        ("plain", "plain"),
        ("**bold** __u__ ~~s~~ `c` ||x||", ##"\*\*bold\*\* \_\_u\_\_ \~\~s\~\~ \`c\` \|\|x\|\|"##),
        ("@everyone <@12> <#7> <:e:1>", ##"\@everyone \<\@12\> \<\#7\> \<\:e\:1\>"##),
        ("[text](https://evil.example)", ##"\[text\]\(https\://evil.example\)"##),
        ("https://evil.example", ##"https\://evil.example"##),
        ("# heading", ##"\# heading"##), ("-# small", ##"\-\# small"##), ("> quote", ##"\> quote"##),
        ("- item", ##"\- item"##), ("1. item", ##"1\. item"##), ("2.5 Mb.ps", ##"2\.5 Mb.ps"##), ("a.b", "a.b"),
        (##"\*"##, ##"\\\*"##),
        ("\u{202E}gpj\n.exe", "gpj .exe"), ("שלום", "\u{2068}שלום\u{2069}"), ("\u{202E}\u{202D}", ""), ("", ""),
    ]

    @Test(arguments: escapes)
    func `text is shown as it is and does nothing`(text: String, expected: String) {
        #expect(Markdown(escaping: text).source == expected)
        #expect(("\(text)" as Markdown).source == expected)
    }

    @Test(arguments: [
        ("https://example.org/a?b=c&d=%20", true), ("http://example.org", true), ("javascript:alert(1)", false),
        ("https://example.org/a b", false), ("https://example.org/)", false), ("https://example.org/>x", false),
        ("https://exämple.org/", false), ("https://example.org/\n", false), ("", false),
        ("https://example.org/" + String(repeating: "x", count: 300), false),
    ])
    func `only a harmless address becomes a link`(address: String, isLinked: Bool) {
        #expect((TrackLine.address(address) != nil) == isLinked)
    }
}
