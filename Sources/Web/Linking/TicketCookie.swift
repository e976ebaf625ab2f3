internal import Accounts
internal import Crypto
internal import HTTPServer

/// Keeps a ticket for the few minutes of signing in, so that it does not stand in the address any more.
enum TicketCookie {
    private static let name = "__Host-ticket"
    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"

    static func ticket(in request: Request) -> OneTimeSecret? {
        Cookies(request.headers)[name].flatMap { OneTimeSecret($0) }
    }

    static func keep(_ ticket: OneTimeSecret) -> (name: String, value: String) {
        ("Set-Cookie", "\(name)=\(ticket.text.reveal); Max-Age=\(Accounts.ticketLife / 1000); \(attributes)")
    }

    /// Uses up the ticket that a browser came with: it has done its work.
    static func spend(_ request: Request, _ accounts: Accounts, in response: inout Response) async {
        guard let ticket = ticket(in: request) else { return }
        // One that stays good ends by itself, and is worth nothing to anybody else.
        try? await accounts.useUp(ticket)
        response.fields.append(forget)
    }

    static let forget = (name: "Set-Cookie", value: "\(name)=; Max-Age=0; \(attributes)")
}
