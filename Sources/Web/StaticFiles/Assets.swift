internal import HTTPServer

/// The files of `public/` that pages name: styles, scripts, pictures. The templates beside them are not served.
struct Assets: Sendable {
    private let assets: StaticFiles
    private let root: StaticFiles

    init(folder: String) {
        assets = StaticFiles(folder: "\(folder)/assets")
        root = StaticFiles(folder: folder)
    }

    func add(to pages: inout PageRoutes) {
        let assets = assets
        let root = root
        pages.other(.get, "/assets/{path...}") { assets.respond(to: $0, path: $0.parameter("path") ?? "") }
        pages.other(.get, "/robots.txt") { root.respond(to: $0, path: "robots.txt") }
        pages.other(.get, "/favicon.ico") { _ in Response.seeOther("/assets/icon.svg") }
    }
}
