import Testing
import Text

struct StrangerTextTests {
    static let lines: [(String, String)] = [
        ("line\nbreak\r\n\ttab", "line break tab"), ("  many   blanks  ", "many blanks"),
        ("nul\u{0}l", "nul l"), ("bell\u{7}", "bell"),
        ("\u{202E}gpj.exe", "gpj.exe"), ("a\u{200B}b\u{FEFF}c\u{2066}d\u{00AD}", "abcd"),
        ("tag\u{E0041}", "tag"), ("line\u{2028}sep\u{2029}par", "line sep par"),
        ("👨‍👩‍👧", "👨‍👩‍👧"), ("می‌خواهم", "می‌خواهم"), ("\u{202E}\u{202D}", ""), ("", ""), ("   ", ""),
        ("Z" + String(repeating: "\u{0336}", count: 50) + "a", "Z" + String(repeating: "\u{0336}", count: 4) + "a"),
    ]

    @Test(arguments: lines)
    func `a line is what can be read of it`(text: String, expected: String) {
        #expect(Array(StrangerText.line(text, limit: 100).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test func `several lines keep their breaks, whatever ends them`() {
        let text = "\r\n a\u{202E} \r\n\tb\rc\n\nd\u{0} \n"
        #expect(StrangerText.lines(text, limit: 100) == "a\nb\nc\n\nd")
    }

    @Test func `what is too long ends within the limit, at a character, and says so`() {
        let families = String(repeating: "👨‍👩‍👧", count: 200)
        #expect(StrangerText.line(families, limit: 20) == String(repeating: "👨‍👩‍👧", count: 19) + "…")
        #expect(StrangerText.lines("ab\ncd", limit: 4) == "ab\n…")
        #expect(StrangerText.line("abcd", limit: 4) == "abcd")
        let tower = "e" + String(repeating: "\u{0301}", count: 50_000)
        #expect(StrangerText.line(tower, limit: 9).unicodeScalars.count == 5)
    }
}
