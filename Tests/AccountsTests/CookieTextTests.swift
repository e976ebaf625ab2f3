import Crypto
import Foundation
import Testing

@testable import Accounts

@Suite("Accounts: cookies.txt")
struct CookieTextTests {
    private let now: Int64 = 1_790_000_000_000
    private static let header = "# Netscape HTTP Cookie File"
    private static let signedIn = ".youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tcanary"

    @Test func `rows of other sites and rows past their end are left out, the rest is kept as it was`() throws {
        let kept = [
            Self.signedIn, "#HttpOnly_.google.com\tTRUE\t/\tTRUE\t1890000000\tSID\ta=b; c",
            "accounts.google.com\tFALSE\t/x\tFALSE\t0\tempty\t",
        ]
        let file =
            [Self.header, "# https://curl.se/docs/http-cookies.html", ""] + kept + [
                ".example.org\tTRUE\t/\tTRUE\t1990000000\tsession\tother",
                ".notyoutube.com\tTRUE\t/\tTRUE\t1990000000\tx\ty", "youtube.com.evil.org\tTRUE\t/\tTRUE\t0\tx\ty",
                ".youtube.com\tTRUE\t/\tTRUE\t1780000000\told\ty",
            ]
        for separator in ["\n", "\r\n"] {
            let text = file.joined(separator: separator) + separator
            let cookies = try CookieText(Array(text.utf8), now: now)
            #expect(cookies.text.reveal == ([Self.header] + kept).joined(separator: "\n") + "\n")
            #expect(cookies.rowCount == 3)
            #expect(cookies.endsAt == 1_990_000_000_000)
        }
    }

    @Test(arguments: [
        "youtube.com\tTRUE\t/\tTRUE\t1990000000\tname", "youtube.com\tTRUE\t/\tTRUE\t1990000000\tname\tv\tmore",
        "youtube.com\tyes\t/\tTRUE\t1990000000\tname\tv", "youtube.com\tTRUE\tx\tTRUE\t1990000000\tname\tv",
        "youtube.com\tTRUE\t/\tTRUE\t-1\tname\tv", "youtube.com\tTRUE\t/\tTRUE\t1e9\tname\tv",
        "youtube.com\tTRUE\t/\tTRUE\t1990000000\t\tv", "\tTRUE\t/\tTRUE\t1990000000\tname\tv",
        "you tube.com\tTRUE\t/\tTRUE\t1990000000\tname\tv", "youtube.com\tTRUE\t/\tTRUE\t1990000000\tname\tv\u{0}",
        "youtube.com\tTRUE\t/\tTRUE\t1990000000\tname\tv\rX", "youtube.com TRUE / TRUE 1990000000 name v",
    ])
    func `an odd line is refused by its number`(line: String) {
        let text = [Self.header, Self.signedIn, line].joined(separator: "\n")
        #expect(throws: CookieError.malformedLine(3)) { try CookieText(Array(text.utf8), now: now) }
    }

    @Test func `what is no cookies file, or none of use, is refused with the reason`() {
        let cases: [(String, CookieError)] = [
            ("", .noHeader), ("[{\"domain\":\".youtube.com\"}]", .noHeader), (Self.signedIn, .noHeader),
            (Self.header, .nothingOfYouTube),
            (Self.header + "\n.example.org\tTRUE\t/\tTRUE\t0\tSAPISID\tx", .nothingOfYouTube),
            (Self.header + "\n.youtube.com\tTRUE\t/\tTRUE\t0\tPREF\tx", .notSignedIn),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try CookieText(Array(text.utf8), now: now) }
        }
        #expect(throws: CookieError.notText) { try CookieText([0xFF, 0xFE, 0x41], now: now) }
    }

    @Test func `every limit holds`() {
        let long = Self.header + "\n.youtube.com\tTRUE\t/\tTRUE\t0\tx\t" + String(repeating: "v", count: 8200)
        #expect(throws: CookieError.malformedLine(2)) { try CookieText(Array(long.utf8), now: now) }
        let many = Self.header + String(repeating: "\n" + Self.signedIn, count: 401)
        #expect(throws: CookieError.tooMany) { try CookieText(Array(many.utf8), now: now) }
        let lines = Self.header + String(repeating: "\n", count: 10_001)
        #expect(throws: CookieError.tooLarge) { try CookieText(Array(lines.utf8), now: now) }
        #expect(throws: CookieError.tooLarge) {
            try CookieText([UInt8](repeating: 0x23, count: CookieText.maximumSize + 1), now: now)
        }
    }
}
