package import HTTPServer

/// The pages that need no sign-in, as files of the folder `public/`.
package struct PublicPages: Sendable {
    private let files: StaticFiles

    /// `folder` holds `index.html`, `robots.txt` and `assets/`.
    package init(folder: String) {
        files = StaticFiles(folder: folder)
    }

    package func add(to router: inout Router) {
        let files = files
        for (path, file) in [("/", "index.html"), ("/robots.txt", "robots.txt")] {
            router.on(.get, path) { files.respond(to: $0, path: file) }
        }
        router.serve(files, below: "")
    }
}
