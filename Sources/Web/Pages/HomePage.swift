internal import HTTPServer

/// What the bot is, for everyone.
struct HomePage: Sendable {
    let site: Site

    func add(to pages: inout PageRoutes) {
        pages.page("/") { _, visitor in
            site.page(.home, "Music for invited communities", for: visitor)
        }
    }
}
