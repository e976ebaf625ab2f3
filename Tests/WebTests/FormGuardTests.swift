import Foundation
import HTTPServer
import Testing

@testable import Web

struct FormGuardTests {
    typealias Headers = [(String, String)]

    @Test func `R30 a form of another site, session or kind does nothing`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        let other = Browser(site)
        try await browser.signIn(7)
        try await other.signIn(8)
        let foreign: [Headers] = [
            [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
            [("Sec-Fetch-Site", "same-site"), ("Origin", "https://other.example.org")],
            [("Sec-Fetch-Site", "cross-site"), ("Origin", TestSite.origin)], [("Sec-Fetch-Site", "none")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
            [("Origin", "null")], [("Origin", "https://evil.example")], [("Origin", TestSite.origin + ".evil.example")],
            [],
        ]
        for headers in foreign {
            #expect(await browser.post("/sign-out", headers: headers).status == .forbidden, "\(headers)")
        }
        for token in ["", "x", other.formToken ?? "", (browser.formToken ?? "") + "0"] {
            #expect(await browser.post("/sign-out", token: token).status == .forbidden, "\(token)")
        }
        #expect(await browser.get("/sign-out").status == .methodNotAllowed)
        #expect(await browser.get("/sessions").status == .ok)
        #expect(await browser.post("/sign-out", headers: [("Origin", TestSite.origin)]).status == .seeOther)
    }

    @Test(arguments: ["text/plain", "application/json", "multipart/form-data; boundary=x", nil])
    func `R30 only forms are forms`(type: String?) async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        try await browser.signIn(7)
        let headers =
            [
                ("Cookie", "__Host-sid=\(browser.cookies["__Host-sid"] ?? "")"), ("Sec-Fetch-Site", "same-origin"),
            ] + (type.map { [("Content-Type", $0)] } ?? [])
        let body = Array("form_token=\(browser.formToken ?? "")".utf8)
        let answer = await site.router.respond(to: Request(.post, "/sign-out", headers: headers, body: body)).response
        #expect(answer.status == .unsupportedMediaType)
    }

    @Test(arguments: [
        ("a=1&a=2", Status.badRequest), ("a=%zz", .badRequest), ("a=%00", .badRequest), ("a=%ff", .badRequest),
        (String(repeating: "x", count: 33 * 1024), .contentTooLarge),
        ((0...64).map { "f\($0)=1" }.joined(separator: "&"), .contentTooLarge),
    ])
    func `a form is read strictly`(body: String, status: Status) {
        let request = Request(
            .post, "/", headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.utf8))
        #expect { try Form(request) } throws: { ($0 as? HTTPError)?.status == status }
    }

    @Test func `a form's text comes out as it was typed`() throws {
        let request = Request(
            .post, "/", headers: [("Content-Type", "APPLICATION/x-www-form-urlencoded")],
            body: Array("a=1+2%2B%C3%A9&b=&c".utf8))
        let form = try Form(request)
        #expect(form["a"] == "1 2+é")
        #expect(form["b"] == "" && form["c"] == "" && form["d"] == nil)
        #expect(form.isTicked("c") && !form.isTicked("d"))
    }
}
