internal import Access
internal import HTTPServer
internal import Storage

/// The form by which somebody asks for the bot.
struct RequestPage: Sendable {
    private struct Content: Sendable {
        let form: RequestForm
        let problem: String?
        let hasServers: Bool
        let hasErrors: Bool
    }

    let site: Site
    let requests: AccessRequests

    func add(to pages: inout PageRoutes) {
        pages.personalPage("/request", target: .request) { request, person in
            let servers = ManagedServer.decode(person.session.servers)
            return page(.empty(servers: servers, chosen: request.query["server"]), nil, person, request)
        }
        pages.action("/request", target: .request) { try await submit($0, $1, $2) }
    }

    private func submit(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        let (filled, wanted) = RequestForm.read(form, servers: ManagedServer.decode(person.session.servers))
        guard let wanted else { return page(filled, nil, person, request, status: .unprocessableContent) }
        switch try await requests.submit(wanted, by: person.user, from: request.clientAddress) {
        case .received: return .seeOther(wanted.answers.isConfirmed ? "/requests?sent=1" : "/requests?sent=2")
        case .exists(let state): return page(filled, Self.text(state), person, request, status: .conflict)
        case .tooSoon(let time):
            let text = "The last decision about this server is not a week old. You can ask again from \(time.text)."
            return page(filled, text, person, request, status: .conflict)
        case .tooMany:
            let text = "That were many requests within a day. Please try again tomorrow."
            return page(filled, text, person, request, status: .tooManyRequests)
        case .tooManyOpen:
            let text = "You have \(AccessRequests.openLimit) open requests. Please wait until they are decided."
            return page(filled, text, person, request, status: .tooManyRequests)
        }
    }

    private func page(
        _ form: RequestForm, _ problem: String?, _ person: Visitor.Person, _ request: Request, status: Status = .ok
    ) -> Response {
        site.page(
            .request, "Ask for TimmyBot",
            Content(form: form, problem: problem, hasServers: !form.servers.isEmpty, hasErrors: form.hasErrors),
            for: Visitor(person: person, address: request.clientAddress), status: status)
    }

    private static func text(_ state: ServerState) -> String {
        switch state {
        case .approved:
            "This server may use TimmyBot already: see “My requests”, or add the bot if it is not there yet."
        default: "This server has been asked for already, and the operator will decide. There is nothing more to do."
        }
    }
}
