internal import Accounts
internal import Crypto
internal import DiscordTypes
internal import HTTPServer
internal import Logging
internal import Storage

/// To a provider's consent page and back. Each provider has a callback address of its own.
struct OAuthPages: Sendable {
    let site: Site
    let accounts: Accounts
    let starts: RateLimit<UserID>

    func add(to pages: inout PageRoutes) {
        for provider in AccountProvider.withConsentPage {
            pages.personalPage(provider.startPath, target: .account) { request, person in
                try await start(provider, request, person)
            }
            pages.page(Accounts.callbackPath(of: provider)) { request, visitor in
                try await finish(provider, request, visitor)
            }
        }
    }

    /// A link, not a form: browsers apply `form-action` to the redirect that answers a form.
    private func start(
        _ provider: AccountProvider, _ request: Request, _ person: Visitor.Person
    ) async throws -> Response {
        let visitor = Visitor(person: person, address: request.clientAddress)
        guard request.headers["Sec-Fetch-Site"].map({ ["same-origin", "none"].contains($0) }) ?? true else {
            throw HTTPError(.forbidden, "Linking was begun by another site. Open your accounts here and begin again.")
        }
        guard starts.allows(person.user) else {
            throw HTTPError(.tooManyRequests, "That was begun very often. Wait ten minutes.")
        }
        // Several tabs of one browser share the secret.
        let browser = BrowserCookie.attempt.secret(in: request) ?? BrowserSecret.make()
        do throws(LinkError) {
            let address = try await accounts.startLink(to: provider, of: person.user, browser: browser.hash)
            var response = Response.seeOther(address.reveal)
            response.fields.append(BrowserCookie.attempt.keep(browser, seconds: Int(Accounts.ticketLife / 1000)))
            await TicketCookie.spend(request, accounts, in: &response)
            return response
        } catch {
            return site.linkFailed(error, at: provider, for: visitor)
        }
    }

    private func finish(
        _ provider: AccountProvider, _ request: Request, _ visitor: Visitor
    ) async throws -> Response {
        guard let person = visitor.person else {
            return site.page(
                .signInFailed, "Nothing was linked",
                ["text": "Your session has ended on the way. Sign in, and begin again on your accounts' page."],
                for: visitor, status: .badRequest)
        }
        do throws(LinkError) {
            guard let pairs = request.query.pairs else { throw LinkError.malformedCallback }
            _ = try await accounts.completeLink(
                to: provider, with: OAuthCallback(pairs), of: person.user,
                browser: BrowserCookie.attempt.secret(in: request)?.hash)
            // Another address, so that the code does not stay in the browser's history.
            return .seeOther("\(InternalPage.account.path)?linked=\(provider.rawValue)")
        } catch {
            return site.linkFailed(error, at: provider, for: visitor)
        }
    }
}
