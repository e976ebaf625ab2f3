import Crypto
import Foundation
import HTTPClient
import HTTPServer
import Jobs
import Logging
import Synchronization
import Testing

/// A real server that answers as a node's port does: it checks the signature of every request, then asks the test.
final class RunningNode: Sendable {
    typealias Answer = @Sendable (Request) async throws -> Response

    static let secret = SecretBytes.random(count: 32)

    let server: Server
    private let running: Task<Void, any Error>

    init(address: String = "127.0.0.1", port: UInt16 = 0, secret: SecretBytes = secret, _ answer: @escaping Answer)
        throws
    {
        let authentication = try #require(RequestAuthentication(secret: secret))
        let guarded: Router.Handler = { request in
            let isGenuine = authentication.accepts(
                timestamp: request.headers[RequestAuthentication.timestampHeader],
                signature: request.headers[RequestAuthentication.signatureHeader], method: request.method.name,
                target: request.target, body: request.body, at: Int64(Date().timeIntervalSince1970))
            return isGenuine ? try await answer(request) : .empty(.unauthorized)
        }
        var router = Router()
        router.on(.post, NodeRoute.jobs, guarded)
        router.on(.get, NodeRoute.job, guarded)
        router.on(.get, NodeRoute.player, guarded)
        router.on(.get, NodeRoute.events, guarded)
        router.on(.get, NodeRoute.search, guarded)
        var configuration = ServerConfiguration()
        configuration.address = address
        configuration.port = port
        let server = try Server(configuration: configuration, router: router, logger: Logger(label: "test"))
        self.server = server
        // Ends when this value goes, which drains the server.
        running = Task { try await server.run() }
    }

    deinit { server.drain() }

    /// Waits until the server has let go of its port.
    func stop() async throws {
        server.drain()
        try await running.value
    }

    func client(secret: SecretBytes = secret, _ change: (inout NodeClient.Configuration) -> Void = { _ in }) throws
        -> NodeClient
    {
        try Self.client(port: server.port, secret: secret, change)
    }

    /// A client whose calls may take long: the machine that runs the suite may be slow.
    static func client(
        address: String = "127.0.0.1", port: UInt16, secret: SecretBytes = secret,
        _ change: (inout NodeClient.Configuration) -> Void = { _ in }
    ) throws -> NodeClient {
        var configuration = NodeClient.Configuration(
            url: "http://\(address):\(port)", authentication: try #require(RequestAuthentication(secret: secret)))
        configuration.margin = .seconds(20)
        change(&configuration)
        return NodeClient(
            configuration, http: try HTTPClient(configuration: NodeClient.httpConfiguration(userAgent: "test")))
    }
}

extension Response {
    static func status(_ status: JobStatus, _ code: Status) throws -> Response {
        .json(Array(try status.json().utf8), status: code)
    }
}
