internal import Addresses
internal import Crypto
internal import HTTPServer
internal import Logging
internal import Storage
internal import Text

/// Signing in with Discord and out again.
struct SignIn: Sendable {
    static let provider = "discord"
    static let callbackPath = "/sign-in/discord/callback"

    /// What a sign-in is for, as its attempt keeps it.
    private struct Target: CustomStringConvertible {
        private static let mark = "confirm "

        let page: InternalPage
        /// Discord asks the person, even if they agreed before: only such a sign-in proves that somebody is there.
        let confirms: Bool

        init(page: InternalPage, confirms: Bool) {
            self.page = page
            self.confirms = confirms
        }

        init(_ text: String) {
            confirms = text.hasPrefix(Self.mark)
            page = InternalPage(confirms ? String(text.dropFirst(Self.mark.count)) : text) ?? .home
        }

        var description: String { (confirms ? Self.mark : "") + page.description }
    }

    let site: Site
    let attempts: OAuthAttempts
    let discord: DiscordOAuth
    let starts: RateLimit<IPAddress?>

    func add(to pages: inout PageRoutes) {
        pages.page("/sign-in") { request, visitor in try await start(request, visitor) }
        pages.page(Self.callbackPath) { request, visitor in try await finish(request, visitor) }
    }

    /// A link, not a form: browsers apply `form-action` to the redirect that answers a form.
    private func start(_ request: Request, _ visitor: Visitor) async throws -> Response {
        guard starts.allows(visitor.address) else {
            throw HTTPError(.tooManyRequests, "Too many sign-ins were begun from your network. Wait a few minutes.")
        }
        let target = Target(
            page: request.query["for"].flatMap { InternalPage($0) } ?? .home, confirms: request.query["confirm"] == "1")
        let beginning = try await attempts.begin(
            provider: Self.provider, user: nil, page: target.description, request: request)
        var response = Response.seeOther(
            discord.authorizationURL(
                state: beginning.state, challenge: beginning.challenge, confirms: target.confirms))
        response.fields.append(beginning.cookie)
        return response
    }

    private func finish(_ request: Request, _ visitor: Visitor) async throws -> Response {
        let way: OAuthAttempts.Return
        do throws(OAuthAttempts.Refusal) {
            way = try await attempts.finish(request, provider: Self.provider, user: nil, issuer: discord.issuer)
        } catch {
            return try refused(error, visitor)
        }
        let identity: DiscordIdentity
        do throws(DiscordOAuth.Failure) {
            identity = try await discord.identity(code: way.code.reveal, verifier: way.verifier.reveal)
        } catch {
            site.log.warning("a sign-in failed", metadata: ["reason": "\(error)"])
            return again(visitor, Self.text(error), status: error == .refused ? .badRequest : .badGateway)
        }
        let target = Target(way.page)
        let secret = try await site.sessions.open(
            identity, isConfirmed: target.confirms,
            browser: StrangerText.line(request.headers["User-Agent"] ?? "", limit: 160),
            former: BrowserCookie.session.secret(in: request))
        var response = Response.seeOther(target.page.path)
        response.fields.append(BrowserCookie.session.keep(secret))
        return response
    }

    private func refused(_ refusal: OAuthAttempts.Refusal, _ visitor: Visitor) throws -> Response {
        switch refusal {
        case .declined: again(visitor, "You were not signed in, because Discord was not allowed to say who you are.")
        case .failed: again(visitor, Self.text(.refused), status: .badRequest)
        case .malformed, .wrongIssuer:
            again(visitor, "That answer did not come from Discord as it should.", status: .badRequest)
        case .unknown, .otherProvider, .otherBrowser, .otherUser:
            again(
                visitor, "That sign-in was begun elsewhere, is finished already, or is older than ten minutes.",
                status: .badRequest)
        case .storeFailed(let error): throw error
        }
    }

    private func again(_ visitor: Visitor, _ text: String, status: Status = .ok) -> Response {
        site.page(.signInFailed, "Not signed in", ["text": text], for: visitor, status: status)
    }

    private static func text(_ failure: DiscordOAuth.Failure) -> String {
        switch failure {
        case .refused: "Discord did not accept the sign-in. It may have taken too long."
        case .misconfigured: "Discord does not know this bot's client secret. The operator has to mend that."
        case .unavailable: "Discord can't be reached right now."
        }
    }
}
