import Access
import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import HTTPServer
import Jobs
import Logging
import SigningKey
import Storage
import Synchronization
import Testing

@testable import Interactions

/// The whole endpoint over sockets: the real server, the real stores, and a node behind its authenticated port.
@Suite(.timeLimit(.minutes(1)))
struct ServiceTests {
    /// A port of the node that does each job once.
    final class NodePort: Sendable {
        let jobs = Mutex<[JobID: JobStatus]>([:])
        let requests = Tally()
        let secret = SecretBytes(copying: Array("a job secret of the tests".utf8))

        var router: Router {
            var router = Router()
            router.on(.post, NodeRoute.jobs) { request in
                guard let authentication = RequestAuthentication(secret: self.secret),
                    authentication.accepts(
                        timestamp: request.headers[RequestAuthentication.timestampHeader],
                        signature: request.headers[RequestAuthentication.signatureHeader],
                        method: "POST", target: request.target, body: request.body,
                        at: Int64(Date().timeIntervalSince1970))
                else { return .empty(.unauthorized) }
                self.requests.add()
                let job = try PlaybackJob(json: String(decoding: request.body, as: UTF8.self))
                let status = self.jobs.withLock { jobs in
                    let status = jobs[job.id] ?? JobStatus(done: job.id, outcome: .stopped(removed: jobs.count + 2))
                    jobs[job.id] = status
                    return status
                }
                return .json(Array(try status.json().utf8))
            }
            return router
        }
    }

    /// One run of the endpoint on a folder that outlives it.
    final class Run: Sendable {
        let port: UInt16
        private let server: Server
        private let serving: Task<Void, any Error>
        private let working: Task<Void, Never>
        private let store: SQLiteEndpointStore
        private let access: SQLiteAccessStore
        private let client: HTTPClient

        init(
            folder: String, nodePort: UInt16, node: NodePort, key: Ed25519PublicKey,
            log: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) async throws {
            store = try await SQLiteEndpointStore(SQLiteConfiguration(directory: folder), logger: log)
            access = try await SQLiteAccessStore(SQLiteConfiguration(directory: folder), logger: log)
            let register = ServerRegister(store: access, now: { 0 })
            _ = try await register.approve(GuildID(10), by: .terminal(account: "test"))
            client = try HTTPClient(configuration: NodeClient.httpConfiguration(userAgent: "test"))
            let authentication = try #require(RequestAuthentication(secret: node.secret))
            let nodes = NodeClient(
                .init(url: "http://127.0.0.1:\(nodePort)", authentication: authentication), http: client)
            let dependencies = EndpointDependencies(
                store: store, allowlist: Allowlist(store: access, isEnforced: true),
                denied: DeniedAttempts(now: { 0 }),
                jobs: Jobs.Dispatcher(only: nodes), editOriginal: { _, _, _ in }, observe: { _ in })
            let service = try InteractionsService(
                .init(publicKey: key, replySecret: node.secret, publicURL: nil), dependencies: dependencies, log: log)
            var router = Router()
            service.addRoutes(to: &router)
            let server = try Server(configuration: ServerConfiguration(), router: router, logger: log)
            self.server = server
            port = server.port
            // Both are awaited by `end()`.
            serving = Task { try await server.run() }
            working = Task { await service.run() }
        }

        func end() async throws {
            server.drain()
            try await serving.value
            working.cancel()
            await working.value
            try await store.close()
            try await access.close()
            client.shutDown()
        }
    }

    /// What Discord does.
    struct Sender {
        let key = Ed25519SigningKey()
        let client: HTTPClient

        init() throws {
            client = try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test"))
        }

        func post(
            _ body: String, to port: UInt16, change: (inout HTTPHeaders) -> Void = { _ in }
        ) async throws -> HTTPResponse {
            let timestamp = String(Int64(Date().timeIntervalSince1970))
            let signature = Hex.encode(key.signature(for: Array(timestamp.utf8) + Array(body.utf8)))
            var headers: HTTPHeaders = [
                "Content-Type": "application/json", "x-signature-ed25519": signature,
                "X-SIGNATURE-TIMESTAMP": timestamp,
            ]
            change(&headers)
            return try await client.send(
                HTTPRequest(
                    "POST", "http://127.0.0.1:\(port)/interactions", headers: headers, body: Array(body.utf8),
                    timeout: .seconds(20)))
        }
    }

    /// Runs `body` with a node's port and a folder, and takes both down.
    static func onStage(_ body: (NodePort, _ port: UInt16, _ folder: String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "interactions-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let node = NodePort()
        let server = try Server(
            configuration: ServerConfiguration(), router: node.router,
            logger: Logger(label: "node") { _ in SwiftLogNoOpLogHandler() })
        // Awaited below.
        let serving = Task { try await server.run() }
        do {
            try await body(node, server.port, folder)
        } catch {
            server.drain()
            try await serving.value
            throw error
        }
        server.drain()
        try await serving.value
    }

    @Test func `R6 a replay after a restart gets the first answer and has no second effect`() async throws {
        try await Self.onStage { node, port, folder in
            let sender = try Sender()
            let first = try await Run(folder: folder, nodePort: port, node: node, key: sender.key.publicKey)
            let answer = try await sender.post(Body.command("stop", id: 77), to: first.port)
            let other = try await sender.post(Body.command("stop", id: 78), to: first.port)
            try await first.end()
            let second = try await Run(folder: folder, nodePort: port, node: node, key: sender.key.publicKey)
            let replay = try await sender.post(Body.command("stop", id: 77), to: second.port)
            try await second.end()
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("removed 2 waiting tracks"))
            #expect(replay.body == answer.body)
            #expect(other.body != answer.body)
            #expect(node.requests.count == 2)
            sender.client.shutDown()
        }
    }

    @Test func `R3 header names in any case are known, and a second one is refused`() async throws {
        try await Self.onStage { node, port, folder in
            let sender = try Sender()
            let run = try await Run(folder: folder, nodePort: port, node: node, key: sender.key.publicKey)
            let pong = try await sender.post(Body.ping, to: run.port)
            #expect(pong.status == 200)
            #expect(String(decoding: pong.body, as: UTF8.self) == #"{"type":1}"#)
            #expect(pong.headers["content-type"] == "application/json")
            for name in ["X-Signature-Ed25519", "X-Signature-Timestamp"] {
                let missing = try await sender.post(Body.ping, to: run.port) { $0.replace(name, with: nil) }
                #expect(missing.status == 401)
                let doubled = try await sender.post(Body.ping, to: run.port) { headers in
                    headers.append(name, headers[name] ?? "")
                }
                #expect(doubled.status == 401)
            }
            let malformed = try await sender.post("{", to: run.port)
            #expect(malformed.status == 400)
            let healthy = try await sender.client.send(HTTPRequest("GET", "http://127.0.0.1:\(run.port)/healthz"))
            #expect(healthy.status == 200)
            try await run.end()
            sender.client.shutDown()
        }
    }

    @Test func `R14 a flood of wrong signatures leaves good requests answered and the log short`() async throws {
        try await Self.onStage { node, port, folder in
            let sender = try Sender()
            let log = LogRecorder()
            let run = try await Run(
                folder: folder, nodePort: port, node: node, key: sender.key.publicKey, log: log.logger)
            let (connections, forgeries, commands) = (8, 50, 12)
            let (refusals, refused) = AsyncStream.makeStream(of: Int.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in 0..<connections {
                    group.addTask {
                        // Its own keys: what is forged is well-formed, so that each signature has to be verified.
                        let forger = try Sender()
                        for number in 0..<forgeries {
                            let body = Body.command("stop", id: UInt64(connection * forgeries + number + 1))
                            refused.yield(try await forger.post(body, to: run.port).status)
                        }
                        forger.client.shutDown()
                    }
                }
                // The flood is there before the first good request, and there is more of it behind each.
                var flood = refusals.makeAsyncIterator()
                for number in 0..<commands {
                    #expect(await flood.next() == 401)
                    let answer = try await sender.post(
                        Body.command("stop", id: UInt64(100_000 + number)), to: run.port)
                    #expect(answer.status == 200)
                    #expect(String(decoding: answer.body, as: UTF8.self).contains("waiting tracks"))
                }
                try await group.waitForAll()
                refused.finish()
                var count = commands
                while let status = await flood.next() {
                    #expect(status == 401)
                    count += 1
                }
                #expect(count == connections * forgeries)
            }
            #expect(node.requests.count == commands, "only what was signed reached the node")
            // The first is told of; those after it are counted for the next minute's line.
            #expect(log.lines.filter { $0.contains("without a valid signature") }.count == 1, "\(log.lines)")
            try await run.end()
            sender.client.shutDown()
        }
    }

    @Test func `R21 with nobody at the node's port the answer says so and is not put off`() async throws {
        try await Self.onStage { node, port, folder in
            let sender = try Sender()
            // A port that was just given back: nobody listens there.
            let free = try Server(
                configuration: ServerConfiguration(), router: Router(),
                logger: Logger(label: "free") { _ in SwiftLogNoOpLogHandler() })
            let closed = free.port
            let freeing = Task { try await free.run() }
            free.drain()
            try await freeing.value
            let run = try await Run(folder: folder, nodePort: closed, node: node, key: sender.key.publicKey)
            // In time is what `DeadlineTests` holds by a clock of its own.
            let answer = try await sender.post(Body.command("skip"), to: run.port)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(#""type":4"#))
            #expect(
                String(decoding: answer.body, as: UTF8.self).contains("My player is not running at the moment"))
            try await run.end()
            sender.client.shutDown()
        }
    }

    @Test func `a server that the operator did not approve is refused`() async throws {
        try await Self.onStage { node, port, folder in
            let sender = try Sender()
            let run = try await Run(folder: folder, nodePort: port, node: node, key: sender.key.publicKey)
            let answer = try await sender.post(Body.command("stop", guild: 11), to: run.port)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("not on my list yet"))
            #expect(node.requests.count == 0)
            try await run.end()
            sender.client.shutDown()
        }
    }
}
