internal import Accounts
internal import Crypto
internal import HTTPServer
internal import Storage

/// Where the button of `/link` leads: for the Discord user it was made for, and nobody else.
struct TicketPage: Sendable {
    private struct Content: Sendable {
        let person: String
        let providers: [Row]
    }

    private struct Row: Sendable {
        let words: ProviderWords
        let start: String
        let isLinked: Bool
    }

    let site: Site
    let accounts: Accounts

    func add(to pages: inout PageRoutes) {
        // Nothing is looked up for somebody who isn't known yet, so that nobody can try tickets out.
        pages.page("/link/{ticket}") { request, _ in
            guard let ticket = request.parameter("ticket").flatMap({ OneTimeSecret($0) }) else {
                throw HTTPError(.notFound)
            }
            var response = Response.seeOther(InternalPage.link.path)
            response.fields.append(TicketCookie.keep(ticket))
            return response
        }
        pages.personalPage(InternalPage.link.path, target: .link) { try await show($0, $1) }
    }

    private func show(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let visitor = Visitor(person: person, address: request.clientAddress)
        // The session says who somebody is; without a ticket their own page does the same.
        guard let ticket = TicketCookie.ticket(in: request) else { return .seeOther(InternalPage.account.path) }
        do throws(LinkError) {
            let shown = try await accounts.ticket(ticket, shownBy: person.user)
            let linked = try? await accounts.accounts(of: person.user)
            let providers = accounts.providers
            let offered = shown.provider.map { [$0] } ?? providers.offered
            let rows = offered.filter(providers.offers).map { provider in
                Row(
                    words: ProviderWords(provider), start: provider.startPath,
                    isLinked: linked?.contains { $0.provider == provider && !$0.needsRelinking } ?? false)
            }
            return site.page(
                .link, "Link your account", Content(person: person.name, providers: rows), for: visitor)
        } catch {
            // A ticket that reached somebody else is worth nothing any more, for whoever sent it.
            if error == .ticketOfAnother { try? await accounts.useUp(ticket) }
            var response = site.linkFailed(error, at: nil, for: visitor)
            response.fields.append(TicketCookie.forget)
            return response
        }
    }
}
