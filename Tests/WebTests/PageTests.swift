import Foundation
import HTTPServer
import Testing

@testable import Web

struct PageTests {
    @Test(arguments: [
        ("/robots.txt", "text/plain; charset=utf-8"), ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"), ("/assets/tape.svg", "image/svg+xml"),
    ])
    func `each file that a page names is served with its type`(path: String, type: String) async throws {
        let response = await Browser(try await TestSite()).get(path)
        #expect(response.status == .ok)
        #expect(response["Content-Type"] == type)
    }

    @Test(arguments: [
        "/assets/../pages/home.mustache", "/assets/..%2Fpages%2Fhome.mustache", "/assets/%2e%2e/pages/home.mustache",
        "/assets/%252e%252e/pages/home.mustache", "/assets//etc/passwd", "/assets/style.css%00.svg",
        "/pages/home.mustache",
        "/assets/", "/assets/.hidden", "/assets/%5c..%5cpages", "/missing", "/Package.swift",
    ])
    func `R40 nothing else is`(path: String) async throws {
        let response = await Browser(try await TestSite()).get(path)
        #expect(response.status == .notFound || response.status == .badRequest)
    }

    @Test func `R31 what strangers wrote comes out as text, in any disguise`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        let names = [
            "<script>alert(1)</script>", "\"\u{0338} autofocus onfocus=alert(1) x=\"", "'\u{0301}><img src=x>",
            "a\u{202E}gpj.exe",
            "{{frame.formToken}}", String(repeating: "👩‍👩‍👧‍👦", count: 10_000),
            "e" + String(repeating: "\u{0301}", count: 50_000), "a\r\nb\u{0}c",
        ]
        for name in names {
            try await browser.signIn(7, name: name)
            let html = await browser.get("/sessions").html
            #expect(!html.contains("<script>alert") && !html.contains("<img src=x"))
            #expect(html.unicodeScalars.allSatisfy { $0 != "\u{202E}" && $0 != "\u{0}" })
            let bytes = Array(html.utf8)
            // Scalar by scalar: no quotation mark that a combining mark hides.
            #expect(Data(bytes).range(of: Data("\"\u{0338}".utf8)) == nil)
            #expect(Data(bytes).range(of: Data("'\u{0301}".utf8)) == nil)
            #expect(html.utf8.count < 20_000)
            // What looks like a template is shown, not followed.
            #expect(html.contains("{{frame.formToken}}") == (name == "{{frame.formToken}}"))
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "1 Jan 1970, 00:00 UTC"),
        (1_709_251_199_999, "2024-02-29T23:59:59Z", "29 Feb 2024, 23:59 UTC"),
        (1_795_729_020_000, "2026-11-26T21:37:00Z", "26 Nov 2026, 21:37 UTC"),
        (-5, "1970-01-01T00:00:00Z", "1 Jan 1970, 00:00 UTC"),
    ])
    func `a moment has its form for machines and its form for people`(time: Int64, machine: String, text: String) {
        #expect(PageTime(time).machine == machine)
        #expect(PageTime(time).text == text)
    }

    @Test func `errors are pages of the site`() async throws {
        let browser = Browser(try await TestSite())
        let missing = await browser.get("/nothing/here")
        #expect(missing.status == .notFound)
        #expect(missing.html.contains("There is nothing here"))
    }

    @Test func `nobody can sign in where it is not set up, and the page says so`() async throws {
        let site = try await TestSite { _, dependencies in dependencies.discord = nil }
        let browser = Browser(site)
        #expect(await browser.get("/sign-in").status == .serviceUnavailable)
        #expect(await !browser.get("/").html.contains("/sign-in"))
    }

    @Test func `a rate limit counts within its time and forgets after it`() {
        let clock = ManualClock()
        let limit = RateLimit<Int>(2, within: .seconds(60), capacity: 3, now: { clock.now })
        #expect(limit.allows(1) && limit.allows(1) && !limit.allows(1))
        #expect(limit.allows(2))
        clock.advance(60_000)
        #expect(limit.allows(1))
        for key in 10..<20 { #expect(limit.allows(key)) }
    }
}
