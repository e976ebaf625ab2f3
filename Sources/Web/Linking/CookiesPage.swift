internal import Accounts
internal import DiscordTypes
internal import HTTPServer
internal import Storage

/// Where a member adds cookies of their browser, and reads before what that risks.
struct CookiesPage: Sendable {
    private struct Content: Sendable {
        let words: ProviderWords
        let problem: String?
    }

    /// A whole browser's cookies in a form: most of the bytes are escaped.
    private static let largestForm = 900 << 10

    let site: Site
    let accounts: Accounts
    let uses: RateLimit<UserID>

    func add(to pages: inout PageRoutes) {
        var limits = Form.Limits()
        limits.body = Self.largestForm
        pages.personalPage(AccountProvider.youtubeCookies.startPath, target: .account) { show($0, $1, nil) }
        pages.action(AccountProvider.youtubeCookies.startPath, target: .account, limits: limits) {
            try await link($0, $1, $2)
        }
    }

    private func show(_ request: Request, _ person: Visitor.Person, _ problem: LinkFailure?) -> Response {
        let visitor = Visitor(person: person, address: request.clientAddress)
        guard accounts.providers.offers(.youtubeCookies) else {
            return site.linkFailed(.notConfigured, at: .youtubeCookies, for: visitor)
        }
        // What was pasted is not shown again: cookies have no place in a page.
        return site.page(
            .linkCookies, "Play with your YouTube Premium",
            Content(words: ProviderWords(.youtubeCookies), problem: problem?.text), for: visitor,
            script: "link-cookies.js", status: problem?.status ?? .ok)
    }

    private func link(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        guard uses.allows(person.user) else {
            throw HTTPError(.tooManyRequests, "That was tried very often. Wait ten minutes.")
        }
        guard form.isTicked("understood") else {
            let failure = LinkFailure(
                text: "Please read what it risks, and tick that you have understood it.", status: .unprocessableContent)
            return show(request, person, failure)
        }
        do throws(LinkError) {
            _ = try await accounts.linkCookies(
                Array((form["cookies"] ?? "").utf8), of: person.user, locale: person.session.locale)
            var response = Response.seeOther(
                "\(InternalPage.account.path)?linked=\(AccountProvider.youtubeCookies.rawValue)")
            await TicketCookie.spend(request, accounts, in: &response)
            return response
        } catch {
            return show(request, person, LinkFailure(error, at: .youtubeCookies))
        }
    }
}
