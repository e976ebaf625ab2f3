import Foundation
import HTTPServer
import Testing

@testable import Web

struct PublicPagesTests {
    private var router: Router {
        var router = Router()
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../public").standardizedFileURL
        PublicPages(folder: folder.path).add(to: &router)
        return router
    }

    @Test(arguments: [
        ("/", "text/html; charset=utf-8"), ("/robots.txt", "text/plain; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"), ("/assets/icon.svg", "image/svg+xml"),
    ])
    func `each file that the page names is served with its type`(path: String, type: String) async {
        let response = await router.respond(to: Request(.get, path)).response
        #expect(response.status == .ok)
        #expect(response["Content-Type"] == type)
    }

    @Test(arguments: ["/missing", "/assets/", "/assets/../index.html", "/../Package.swift"])
    func `nothing else is`(path: String) async {
        #expect(await router.respond(to: Request(.get, path)).response.status != .ok)
    }
}
