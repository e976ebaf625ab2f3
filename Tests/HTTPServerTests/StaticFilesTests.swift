import Foundation
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct StaticFilesTests {
    /// A folder `public` with files and traps, and a secret beside it.
    private final class Folder {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("static-\(UUID().uuidString)")
        var path: String { root.appendingPathComponent("public").path }

        init() throws {
            let files = FileManager.default
            try files.createDirectory(atPath: path + "/css/deep", withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: root.appendingPathComponent("secret.txt"))
            try Data("body {}".utf8).write(to: URL(fileURLWithPath: path + "/css/site.css"))
            try Data("two words".utf8).write(to: URL(fileURLWithPath: path + "/two words.txt"))
            try Data("hidden".utf8).write(to: URL(fileURLWithPath: path + "/.env"))
            try files.createSymbolicLink(atPath: path + "/out.txt", withDestinationPath: "../secret.txt")
            try files.createSymbolicLink(atPath: path + "/up", withDestinationPath: "..")
            guard unsafe mkfifo(path + "/pipe.txt", 0o600) == 0 else { throw RawClient.Failure(description: "mkfifo") }
        }

        deinit {
            try? FileManager.default.removeItem(at: root)
        }

        var router: Router {
            var router = Router()
            router.serve(StaticFiles(folder: path), below: "/static")
            router.serve(StaticFiles(folder: path), below: "")
            return router
        }
    }

    @Test(arguments: [
        "/static/../secret.txt", "/static/css/../../secret.txt", "/static/%2e%2e/secret.txt",
        "/static/%2E%2E%2Fsecret.txt", "/static/..%2fsecret.txt", "/static/%252e%252e/secret.txt",
        "/static/..%5csecret.txt", "/static/css/site.css%00.txt", "/static/%00", "/static/out.txt",
        "/static/up/secret.txt", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "//etc/passwd", "/etc/passwd",
        "/static/.env", "/static/%2eenv", "/static/./css/site.css", "/static/css", "/static/css/", "/static/css/deep",
        "/static/", "/static", "/static/pipe.txt", "/static/none.txt", "/static/css/site.css/",
        "/static/%C0%AE%C0%AE/x",
    ])
    func `R40 a path out of the folder is not found`(path: String) async throws {
        let folder = try Folder()
        try await withServer(folder.router) { server in
            let response = try #require(try await server.answer(to: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(response.status == 404)
            #expect(!response.body.contains("secret") && !response.body.contains("root:"))
        }
    }

    @Test func `a file is served with its type, its tag and leave to cache it`() async throws {
        let folder = try Folder()
        try await withServer(folder.router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            try await client.send("GET /static/css/site.css HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try #require(try await reader.next())
            #expect(response.status == 200)
            #expect(response.body == "body {}")
            #expect(response["Content-Type"] == "text/css; charset=utf-8")
            #expect(response["Cache-Control"] == "public, max-age=3600")
            #expect(response["X-Content-Type-Options"] == "nosniff")
            let tag = try #require(response["ETag"])
            let modified = try #require(response["Last-Modified"])

            let conditions = [
                ("If-None-Match: \(tag)", 304), ("If-None-Match: \"x\", W/\(tag)", 304), ("If-None-Match: *", 304),
                ("If-None-Match: \"x\"", 200), ("If-Modified-Since: \(modified)", 304),
                ("If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT", 200),
                ("If-None-Match: \"x\"\r\nIf-Modified-Since: \(modified)", 200),
            ]
            for (condition, status) in conditions {
                try await client.send("GET /static/css/site.css HTTP/1.1\r\nHost: a\r\n\(condition)\r\n\r\n")
                let answer = try #require(try await reader.next())
                #expect(answer.status == status, "\(condition)")
                #expect(answer["ETag"] == tag)
            }
            try await client.send("GET /static/two%20words.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            let words = try #require(try await reader.next())
            #expect(words.body == "two words")
        }
    }

    @Test func `HEAD of a file has the header of GET and no body`() async throws {
        let folder = try Folder()
        try await withServer(folder.router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            for _ in 0..<2 {
                try await client.send("HEAD /static/css/site.css HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try #require(try await reader.next(isHead: true))
                #expect(response.status == 200)
                #expect(response["Content-Length"] == "7")
            }
        }
    }

    @Test(arguments: [
        ("a.css", "text/css; charset=utf-8"), ("b/c.JS", "text/javascript; charset=utf-8"),
        ("x.svg", "image/svg+xml"), ("noextension", "application/octet-stream"),
        ("dir.css/file", "application/octet-stream"), ("x.unknown", "application/octet-stream"),
    ])
    func `types go by the extension`(path: String, type: String) {
        #expect(ContentType.of(path) == type)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func `dates are in the one form HTTP has`(seconds: Int, text: String) {
        #expect(HTTPDate.format(secondsSince1970: seconds) == text)
    }
}
