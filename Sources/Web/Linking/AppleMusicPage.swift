internal import Accounts
internal import Crypto
internal import DiscordTypes
internal import HTTPServer
internal import Storage

/// Apple Music has no consent page to be sent to: MusicKit JS opens a window and brings a user token, which a form hands in.
///
/// The only page that runs a script of somebody else, so it has a policy of its own, and it may keep the window it opens.
struct AppleMusicPage: Sendable {
    private struct Content: Sendable {
        let words: ProviderWords
        let developerToken: String
        let script: String
        let problem: String?
    }

    let site: Site
    let accounts: Accounts
    let uses: RateLimit<UserID>

    func add(to pages: inout PageRoutes) {
        pages.personalPage(AccountProvider.appleMusic.startPath, target: .account) { show($0, $1, nil) }
        pages.action(AccountProvider.appleMusic.startPath, target: .account) { try await link($0, $1, $2) }
    }

    private func show(
        _ request: Request, _ person: Visitor.Person, _ problem: LinkError?
    ) -> Response {
        let visitor = Visitor(person: person, address: request.clientAddress)
        guard let apple = accounts.providers.appleMusic, let token = try? accounts.developerToken(origin: site.origin)
        else { return site.linkFailed(.notConfigured, at: .appleMusic, for: visitor) }
        let failure = problem.map { LinkFailure($0, at: .appleMusic) }
        var response = site.page(
            .linkApple, "Link Apple Music",
            Content(
                words: ProviderWords(.appleMusic), developerToken: token.reveal, script: apple.musicKitURL,
                problem: failure?.text),
            for: visitor, script: "link-apple.js", status: failure?.status ?? .ok)
        response["Content-Security-Policy"] = Self.policy(apple)
        response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
        return response
    }

    private func link(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        guard uses.allows(person.user) else {
            throw HTTPError(.tooManyRequests, "That was tried very often. Wait ten minutes.")
        }
        do throws(LinkError) {
            guard let token = form["user_token"] else { throw LinkError.invalidToken }
            _ = try await accounts.linkAppleMusic(SecretText(token), of: person.user, locale: person.session.locale)
        } catch {
            return show(request, person, error)
        }
        var response = Response.seeOther("\(InternalPage.account.path)?linked=\(AccountProvider.appleMusic.rawValue)")
        await TicketCookie.spend(request, accounts, in: &response)
        return response
    }

    /// The site's own policy, and Apple's script with the API it calls.
    private static func policy(_ apple: AppleMusic) -> String {
        let script = origin(apple.musicKitURL)
        let api = origin(apple.apiURL)
        return
            "default-src 'none'; style-src 'self'; script-src 'self' \(script); connect-src 'self' \(api) \(script); "
            + "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    }

    private static func origin(_ url: String) -> String {
        let scheme = url.prefix { $0 != ":" }
        return "\(scheme)://\(url.dropFirst(scheme.count + 3).prefix { $0 != "/" })"
    }
}
