internal import HTTPServer
internal import Storage

/// Where a person is signed in, with a way to end each; and signing out.
struct SessionsPage: Sendable {
    private struct Content: Sendable {
        let sessions: [Row]
        let hasOthers: Bool
    }

    private struct Row: Sendable {
        let handle: String
        let browser: String
        let since: PageTime
        let seen: PageTime
        let isThis: Bool
    }

    let site: Site

    func add(to pages: inout PageRoutes) {
        pages.personalPage("/sessions", target: .sessions) { request, person in try await list(request, person) }
        pages.action("/sessions/end", target: .sessions) { _, person, form in try await end(person, form) }
        pages.action("/sessions/end-all", target: .sessions) { _, person, _ in
            try await site.sessions.endAll(of: person.user)
            return signedOut
        }
        pages.action("/sign-out", target: .home) { request, _, _ in
            if let secret = BrowserCookie.session.secret(in: request) { try await site.sessions.end(secret) }
            return signedOut
        }
        pages.page("/signed-out") { request, visitor in
            site.page(.signedOut, "Signed out", for: visitor, notice: Self.notice(request.query["deleted"]))
        }
    }

    private func list(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let sessions = try await site.sessions.list(of: person.user)
        let rows = sessions.map { session in
            Row(
                handle: session.handle, browser: BrowserName.of(session.browser),
                since: PageTime(session.createdAt), seen: PageTime(session.lastSeenAt),
                isThis: session.handle == person.session.handle)
        }
        return site.page(
            .sessions, "Where you are signed in", Content(sessions: rows, hasOthers: rows.count > 1),
            for: Visitor(person: person, address: request.clientAddress),
            notice: request.query["ended"] == "1" ? "That session has ended." : nil)
    }

    private func end(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        guard let handle = form["handle"], try await site.sessions.end(handle, of: person.user) else {
            throw HTTPError(.notFound, "You have no such session. It may have ended already.")
        }
        return handle == person.session.handle ? signedOut : .seeOther("/sessions?ended=1")
    }

    private var signedOut: Response {
        var response = Response.seeOther("/signed-out")
        response.fields.append(BrowserCookie.session.forget)
        return response
    }

    /// Of somebody who had everything of theirs deleted.
    private static func notice(_ deleted: String?) -> String? {
        switch deleted {
        case "all": "Everything of yours is deleted."
        case "rest":
            "Your accounts are deleted. Favourites, playlists and what you had played follow by themselves as soon as the voice node can be reached."
        default: nil
        }
    }
}
