package import DiscordTypes
package import HTTPServer
package import Logging
internal import Storage

/// What all pages have in common: who is there, how a page looks, and where the site is.
package struct Site: Sendable {
    package let renderer: PageRenderer
    package let sessions: Sessions
    /// Scheme, host and port as browsers see them; nil while no public address is set, and nobody can sign in or send a form.
    package let origin: String?
    package let operators: Set<UserID>
    package let canSignIn: Bool
    package let log: Logger

    package init(
        renderer: PageRenderer, sessions: Sessions, origin: String?, operators: Set<UserID>, canSignIn: Bool,
        log: Logger
    ) {
        self.renderer = renderer
        self.sessions = sessions
        self.origin = origin
        self.operators = operators
        self.canSignIn = canSignIn
        self.log = log
    }

    /// A page of the site. `content` is what the template calls `page`.
    package func page(
        _ template: Template, _ title: String, _ content: Any = [String: String](), for visitor: Visitor,
        notice: String? = nil, script: String? = nil, status: Status = .ok
    ) -> Response {
        let frame = PageFrame(
            title: title,
            person: visitor.person.map { PageFrame.Person(name: $0.name, isOperator: $0.isOperator) },
            formToken: visitor.person?.formToken ?? "", canSignIn: canSignIn, notice: notice, script: script)
        return .html(renderer.html(template, content, frame: frame), status: status)
    }

    /// The page for something that went wrong; the text is one a visitor can act on.
    package func failure(_ error: HTTPError, for visitor: Visitor) -> Response {
        page(.error, ErrorPage.title(error.status), ErrorPage(error), for: visitor, status: error.status)
    }

    /// Throws 503 where the store can't tell who somebody is: they are nobody then, and nothing of theirs is shown.
    func visitor(_ request: Request) async throws -> Visitor {
        guard let secret = BrowserCookie.session.secret(in: request) else {
            return Visitor(person: nil, address: request.clientAddress)
        }
        do throws(StoreError) {
            guard let session = try await sessions.find(secret) else {
                return Visitor(person: nil, address: request.clientAddress)
            }
            return Visitor(person: person(session, secret), address: request.clientAddress)
        } catch {
            log.warning("a session can't be read", metadata: ["error": "\(error)"])
            throw HTTPError(.serviceUnavailable, "The bot's records can't be read right now. Try again in a minute.")
        }
    }

    func person(_ session: WebSession, _ secret: BrowserSecret) -> Visitor.Person {
        Visitor.Person(
            session: session, formToken: secret.formToken, isOperator: operators.contains(session.user),
            isConfirmed: sessions.isConfirmed(session))
    }
}
