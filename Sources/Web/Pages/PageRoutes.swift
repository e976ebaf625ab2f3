internal import DiscordTypes
package import HTTPServer
internal import Logging
internal import Storage

/// Adds pages to the server's router, each behind what it needs: a session, a form of ours, an operator.
///
/// Whatever a handler throws becomes a page of the site.
package struct PageRoutes: Sendable {
    package typealias Page = @Sendable (Request, Visitor) async throws -> Response
    package typealias PersonalPage = @Sendable (Request, Visitor.Person) async throws -> Response
    package typealias Action = @Sendable (Request, Visitor.Person, Form) async throws -> Response

    package private(set) var router: Router
    package let site: Site

    package init(_ router: Router, site: Site) {
        self.router = router
        self.site = site
    }

    /// A page for everyone.
    package mutating func page(_ path: String, _ handler: @escaping Page) {
        let site = site
        router.on(.get, path) { request in
            await site.answering(request) { visitor in try await handler(request, visitor) }
        }
    }

    /// A page for people who are signed in; the others sign in first and come back to `target`.
    package mutating func personalPage(_ path: String, target: InternalPage, _ handler: @escaping PersonalPage) {
        page(path) { request, visitor in
            guard let person = visitor.person else { return .seeOther(target.signIn()) }
            return try await handler(request, person)
        }
    }

    /// What a form of a signed-in person does. Answers 303 to a page, or a page that says what to mend.
    package mutating func action(
        _ path: String, target: InternalPage, limits: Form.Limits = Form.Limits(), _ handler: @escaping Action
    ) {
        let site = site
        router.on(.post, path) { request in
            await site.answering(request) { visitor in
                guard let person = visitor.person else { return .seeOther(target.signIn()) }
                let form = try FormGuard(origin: site.origin).form(
                    request, token: person.formToken, limits: limits)
                return try await handler(request, person, form)
            }
        }
    }

    /// A page for operators. Everyone else is told that there is nothing.
    package mutating func operatorPage(_ path: String, target: InternalPage = .admin, _ handler: @escaping PersonalPage)
    {
        let site = site
        page(path) { request, visitor in
            switch try await site.operating(visitor) {
            case .no: throw HTTPError(.notFound)
            case .signIn: return .seeOther(target.signIn(confirms: true))
            case .yes(let person): return try await handler(request, person)
            }
        }
    }

    /// What an operator's form does. With `confirmed`, only within minutes of proving who they are.
    package mutating func operatorAction(
        _ path: String, target: InternalPage = .admin, confirmed: Bool = true, limits: Form.Limits = Form.Limits(),
        _ handler: @escaping Action
    ) {
        let site = site
        router.on(.post, path) { request in
            await site.answering(request) { visitor in
                switch try await site.operating(visitor) {
                case .no: throw HTTPError(.notFound)
                case .signIn: return .seeOther(target.signIn(confirms: true))
                case .yes(let person):
                    let form = try FormGuard(origin: site.origin).form(
                        request, token: person.formToken, limits: limits)
                    guard !confirmed || person.isConfirmed else { return .seeOther(target.signIn(confirms: true)) }
                    return try await handler(request, person, form)
                }
            }
        }
    }

    /// Adds anything else: files, callbacks, event streams.
    package mutating func other(_ method: Method, _ path: String, _ handler: @escaping Router.Handler) {
        router.on(method, path, handler)
    }
}

/// Whether somebody may use an operator's page now.
enum Operating: Sendable {
    case no
    /// An operator who has to say again who they are.
    case signIn
    case yes(Visitor.Person)
}

extension Site {
    /// Runs a handler for whoever asks, and makes a page of what it throws.
    func answering(
        _ request: Request, _ handler: (Visitor) async throws -> Response
    ) async -> Response {
        var visitor = Visitor(person: nil, address: request.clientAddress)
        do {
            visitor = try await self.visitor(request)
            return try await handler(visitor)
        } catch let error as HTTPError {
            return failure(error, for: visitor)
        } catch let error as StoreError {
            log.warning("a page can't reach its records", metadata: ["request": "\(request.id)", "error": "\(error)"])
            let text = "The bot's records can't be reached right now. Try again in a minute."
            return failure(HTTPError(.serviceUnavailable, text), for: visitor)
        } catch is CancellationError {
            return failure(HTTPError(.serviceUnavailable), for: visitor)
        } catch {
            log.error("a page failed", metadata: ["request": "\(request.id)", "error": "\(error)"])
            return failure(HTTPError(.internalServerError), for: visitor)
        }
    }

    /// Counts as use of an operator's page.
    func operating(_ visitor: Visitor) async throws -> Operating {
        guard let person = visitor.person, person.isOperator else { return visitor.person == nil ? .signIn : .no }
        guard sessions.isOperating(person.session) else { return .signIn }
        var session = person.session
        try await sessions.operate(&session)
        return .yes(person)
    }
}
