import Testing

@testable import HTTPClient

struct URLPolicyTests {
    static let refused: [(String, URLPolicyViolation)] = [
        ("file:///etc/passwd", .schemeForbidden),
        ("gopher://example.org/x", .schemeForbidden),
        ("data:text/plain,x", .schemeForbidden),
        ("ftp://example.org/", .schemeForbidden),
        ("dict://example.org:2628/", .schemeForbidden),
        ("javascript:alert(1)", .schemeForbidden),
        ("http://user@example.org/", .userinfoForbidden),
        ("http://user:secret@example.org/", .userinfoForbidden),
        ("http://:secret@example.org/", .userinfoForbidden),
        ("http://good.example@127.0.0.1/", .userinfoForbidden),
        ("http://exa mple.org/", .forbiddenCharacter),
        ("http://example.org/\u{0}", .forbiddenCharacter),
        ("http://example.org/\r\nHost: x", .forbiddenCharacter),
        ("http://example.org/\u{7F}", .forbiddenCharacter),
        (" http://example.org/", .forbiddenCharacter),
        ("http:\\\\example.org\\", .malformed),
        ("", .malformed),
        ("http://", .malformed),
        ("example.org/x", .malformed),
        ("//example.org/x", .malformed),
        ("http://example.org:0/", .malformed),
        ("http://example.org:65536/", .malformed),
        ("http://example.org:22/", .portForbidden(22)),
        ("http://example.org:25/", .portForbidden(25)),
        ("https://example.org:6667/", .portForbidden(6667)),
        ("http://[::1/", .malformed),
    ]

    @Test(arguments: refused)
    func `R34 a URL that users must not have fetched is refused`(_ url: String, _ why: URLPolicyViolation) {
        #expect(throws: why) { try URLPolicy.untrusted.validate(url) }
    }

    @Test func `R34 a URL of more than 8 KiB is refused`() {
        let long = "http://example.org/" + String(repeating: "a", count: 8192)
        #expect(throws: URLPolicyViolation.malformed) { try URLPolicy.untrusted.validate(long) }
    }

    @Test(arguments: [
        ("http://127.1/", "127.0.0.1"), ("http://0x7f000001/", "127.0.0.1"), ("http://2130706433/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"), ("http://[::1]/", "[::1]"),
        ("http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]"),
        ("HTTPS://Example.ORG/", "Example.ORG"), ("http://%31%32%37.0.0.1/", "127.0.0.1"),
    ])
    func `hosts come out as the connection will see them`(_ url: String, _ host: String) throws {
        #expect(try URLPolicy.untrusted.validate(url).host == host)
    }

    @Test func `parts are read and the fragment is dropped`() throws {
        let url = try URLPolicy.untrusted.validate("HTTPS://radio.example:8443/a/b?c=d#e")
        #expect(url.scheme == "https")
        #expect(url.port == 8443)
        #expect(url.path == "/a/b")
        #expect(url.description == "https://radio.example:8443/a/b?c=d")
    }

    @Test(arguments: [
        ("next.mp3", "http://example.org/a/next.mp3"), ("/x", "http://example.org/x"),
        ("//other.example/y", "http://other.example/y"), ("?q", "http://example.org/a/b?q"),
        ("https://third.example/", "https://third.example/"),
    ])
    func `a relative reference is resolved against its base`(_ reference: String, _ whole: String) throws {
        let base = try URLPolicy.untrusted.validate("http://example.org/a/b")
        #expect(try URLPolicy.untrusted.validate(reference, relativeTo: base).description == whole)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://x/", "http://u@example.org/", "data:,x"])
    func `R34 a reference is held to the same policy as its base`(_ reference: String) throws {
        let base = try URLPolicy.untrusted.validate("http://example.org/a/b")
        #expect(throws: URLPolicyViolation.self) { try URLPolicy.untrusted.validate(reference, relativeTo: base) }
    }

    @Test func `plain http can be ruled out`() {
        let policy = URLPolicy(allowsPlainHTTP: false, ports: .any)
        #expect(throws: URLPolicyViolation.schemeForbidden) { try policy.validate("http://example.org/") }
        #expect(throws: Never.self) { try policy.validate("https://example.org:22/") }
    }
}
