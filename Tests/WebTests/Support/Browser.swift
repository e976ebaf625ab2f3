import Addresses
import DiscordTypes
import Foundation
import HTTPServer
import Testing

@testable import Web

/// A browser as far as the pages notice: a cookie jar, and what Chromium sends along with forms.
final class Browser {
    let site: TestSite
    var cookies: [String: String] = [:]
    var address: IPAddress?
    var agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"

    init(_ site: TestSite) { self.site = site }

    @discardableResult
    func get(_ target: String) async -> Response {
        await keep(site.router.respond(to: Request(.get, target, headers: headers(), from: address)).response)
    }

    /// Sends a form with the page's token, as one of our own pages would.
    @discardableResult
    func post(
        _ target: String, _ fields: [String: String] = [:], token: String? = nil,
        headers extra: [(String, String)]? = nil
    ) async -> Response {
        var fields = fields
        fields["form_token"] = token ?? formToken ?? ""
        let body = fields.map { "\(escape($0.key))=\(escape($0.value))" }.joined(separator: "&")
        let sent =
            headers() + [("Content-Type", "application/x-www-form-urlencoded")]
            + (extra ?? [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")])
        let request = Request(.post, target, headers: sent, body: Array(body.utf8), from: address)
        return await keep(site.router.respond(to: request).response)
    }

    var session: BrowserSecret? { cookies["__Host-sid"].flatMap { BrowserSecret(cookieValue: $0) } }
    var formToken: String? { session?.formToken }

    /// The parameters of Discord's authorization page that the site sends the browser to.
    func beginSignIn(_ target: String = "/sign-in?for=sessions") async throws -> [String: String] {
        let location = try #require(await get(target)["Location"])
        let parts = try #require(URLComponents(string: location))
        return Dictionary(uniqueKeysWithValues: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") })
    }

    /// Signs in as somebody; returns the answer to the callback.
    @discardableResult
    func signIn(
        _ user: UInt64, name: String = "Ann", guilds: String = "[]", target: String = "/sign-in?for=sessions"
    ) async throws -> Response {
        let asked = try await beginSignIn(target)
        let code = site.discord.agree(asked["code_challenge"] ?? "", user: user, name: name, guilds: guilds)
        return await get("\(SignIn.callbackPath)?code=\(code)&state=\(asked["state"] ?? "")")
    }

    private func headers() -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = [("Host", "music.example.org"), ("User-Agent", agent)]
        if !cookies.isEmpty {
            headers.append(("Cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
        }
        return headers
    }

    private func keep(_ response: Response) -> Response {
        for field in response.fields where field.name == "Set-Cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = field.value.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return response
    }

    private func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension Response {
    var html: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}
