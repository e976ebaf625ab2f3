import Testing

@testable import HTTPServer

struct RouterTests {
    private static func answering(_ name: String) -> Router.Handler {
        { request in
            let values = request.parameters.map { "\($0.name)=\($0.value)" }
            return .text(([name] + values).joined(separator: " "))
        }
    }

    private static var router: Router {
        var router = Router()
        router.on(.get, "/", answering("root"))
        router.on(.get, "/a", answering("get a"))
        router.on(.post, "/a", answering("post a"))
        router.on(.head, "/own-head", answering("head"))
        router.on(.get, "/own-head", answering("get"))
        router.on(.get, "/g/{guild}", answering("guild"))
        router.on(.delete, "/g/{guild}", answering("delete guild"))
        router.on(.get, "/g/all", answering("all"))
        router.on(.get, "/g/{guild}/jobs/{job}", answering("job"))
        router.on(.get, "/files/{path...}", answering("file"))
        return router
    }

    @Test(arguments: [
        ("GET", "/", 200, "root"), ("GET", "/a", 200, "get a"), ("POST", "/a", 200, "post a"),
        ("GET", "/a?b=c", 200, "get a"), ("GET", "/%61", 200, "get a"), ("HEAD", "/a", 200, "get a"),
        ("HEAD", "/own-head", 200, "head"), ("GET", "/g/1", 200, "guild guild=1"),
        ("GET", "/g/a%20b", 200, "guild guild=a b"), ("GET", "/g/all", 200, "all"),
        ("GET", "/g/1/jobs/2", 200, "job guild=1 job=2"), ("GET", "/files/x/y.css", 200, "file path=x/y.css"),
        ("GET", "/files/", 200, "file path="), ("DELETE", "/g/1", 200, "delete guild guild=1"),
        ("GET", "/b", 404, "Not found\n"), ("GET", "/a/", 404, "Not found\n"), ("GET", "//a", 404, "Not found\n"),
        ("GET", "/g/", 404, "Not found\n"), ("GET", "/g", 404, "Not found\n"), ("GET", "/files", 404, "Not found\n"),
        ("GET", "/g/..", 404, "Not found\n"), ("GET", "/g/%2e%2e", 404, "Not found\n"),
        ("GET", "/g/a%2fb", 404, "Not found\n"), ("GET", "/g/%00", 404, "Not found\n"),
        ("GET", "/x/../a", 404, "Not found\n"), ("GET", "/g/%4", 400, "Malformed path\n"),
        ("PUT", "/a", 405, "Method not allowed\n"), ("get", "/a", 405, "Method not allowed\n"),
    ])
    func `a path and a method find their handler`(method: String, target: String, status: UInt16, body: String) async {
        let (response, _) = await Self.router.respond(to: Request(Method(method), target))
        #expect(response.status.code == status)
        guard case .bytes(let bytes) = response.body else { return #expect(Bool(false), "no body") }
        #expect(String(decoding: bytes, as: UTF8.self) == body)
    }

    @Test(arguments: [
        ("/a", "GET, HEAD, POST"), ("/g/1", "DELETE, GET, HEAD"), ("/g/all", "GET, HEAD"), ("/own-head", "GET, HEAD"),
    ])
    func `405 says what is allowed`(path: String, allow: String) async {
        let (response, route) = await Self.router.respond(to: Request(.patch, path))
        #expect(response.status == .methodNotAllowed)
        #expect(response["Allow"] == allow)
        #expect(route == nil)
    }

    @Test func `the record of a route is its pattern`() async {
        let (_, route) = await Self.router.respond(to: Request(.get, "/g/1/jobs/2"))
        #expect(route == "/g/{guild}/jobs/{job}")
    }

    @Test func `what a handler throws becomes an answer`() async {
        let failures = Recorder<String>()
        var router = Router()
        router.on(.get, "/http") { _ in throw HTTPError(.gone, "Went") }
        router.on(.get, "/other") { _ in throw RawClient.Failure(description: "inside") }
        let (gone, _) = await router.respond(to: Request(.get, "/http")) { failures.append("\($1)") }
        #expect(gone.status == .gone)
        #expect(failures.all.isEmpty)
        let (failed, _) = await router.respond(to: Request(.get, "/other")) { failures.append("\($1)") }
        #expect(failed.status == .internalServerError)
        #expect(failures.all == ["inside"])
    }
}
