internal import DiscordTypes
internal import HTTPServer

/// What the bot costs, what is expected, and how a server gets it; and the privacy and terms pages.
struct AccessPage: Sendable {
    let site: Site

    func add(to pages: inout PageRoutes) {
        pages.page("/access") { request, visitor in
            // The link that the bot shows in a server names it, so that nobody has to look for its id.
            let server = request.query["server"].flatMap { GuildID($0) }
            return site.page(.access, "For your server", ["query": server.map { "?server=\($0)" } ?? ""], for: visitor)
        }
        pages.page("/privacy") { _, visitor in site.page(.privacy, "Privacy", for: visitor) }
        pages.page("/terms") { _, visitor in site.page(.terms, "Terms", for: visitor) }
    }
}
