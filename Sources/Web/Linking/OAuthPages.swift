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
    let attempts: OAuthAttempts
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
        do throws(LinkError) {
            _ = try accounts.issuer(of: provider)
            let beginning = try await begin(provider, person.user, request)
            let address = try await accounts.consentAddress(
                at: provider, state: beginning.state, challenge: beginning.challenge)
            var response = Response.seeOther(address.reveal)
            response.fields.append(beginning.cookie)
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
            let way = try await way(back: request, from: provider, of: person.user)
            _ = try await accounts.link(
                to: provider, code: way.code, verifier: way.verifier, of: person.user, locale: person.session.locale)
            // Another address, so that the code does not stay in the browser's history.
            return .seeOther("\(InternalPage.account.path)?linked=\(provider.rawValue)")
        } catch {
            return site.linkFailed(error, at: provider, for: visitor)
        }
    }

    private func begin(
        _ provider: AccountProvider, _ user: UserID, _ request: Request
    ) async throws(LinkError) -> OAuthAttempts.Beginning {
        do throws(StoreError) {
            return try await attempts.begin(
                provider: provider.rawValue, user: user, page: InternalPage.account.description, request: request)
        } catch {
            site.log.warning("a way to a provider can't be begun", metadata: ["reason": "\(error)"])
            throw .unavailable
        }
    }

    /// Takes the attempt that a callback answers. Before everything fits together the provider is asked nothing.
    private func way(
        back request: Request, from provider: AccountProvider, of user: UserID
    ) async throws(LinkError) -> OAuthAttempts.Return {
        let issuer = try accounts.issuer(of: provider)
        do throws(OAuthAttempts.Refusal) {
            return try await attempts.finish(request, provider: provider.rawValue, user: user, issuer: issuer)
        } catch {
            switch error {
            case .malformed: throw .malformedCallback
            case .unknown: throw .unknownAttempt
            case .otherProvider: throw .otherProvider
            case .otherBrowser: throw .otherBrowser
            case .otherUser: throw .otherUser
            case .wrongIssuer: throw .otherIssuer
            case .declined: throw await accounts.turnedBack(from: provider, code: "access_denied")
            case .failed(let code): throw await accounts.turnedBack(from: provider, code: code)
            case .storeFailed(let reason):
                site.log.warning("a way back can't be read", metadata: ["reason": "\(reason)"])
                throw .unavailable
            }
        }
    }
}
