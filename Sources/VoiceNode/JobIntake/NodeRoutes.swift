internal import DiscordTypes
internal import Foundation
package import HTTPServer
internal import Jobs

/// The node's internal port: `/v1` for whoever holds the job secret, `/healthz` for everyone.
package struct NodeRoutes: Sendable {
    /// The longest a request may wait for an outcome, below the server's own deadline.
    static let longestWait = 8000
    /// Characters, as `RequestedMedia.words` has them.
    private static let longestSearch = 200
    /// Milliseconds.
    private static let longestPatience = 2_000

    private let node: Node
    private let isAuthentic: @Sendable (Request) -> Bool

    /// `isAuthentic` checks the request's signature; without it `/v1` answers 401 and no detail.
    package init(node: Node, isAuthentic: @escaping @Sendable (Request) -> Bool) {
        self.node = node
        self.isAuthentic = isAuthentic
    }

    package func add(to router: inout Router) {
        router.on(.post, "/v1/guilds/{guild}/jobs") { try await authentic($0) { try await deliver($0) } }
        router.on(.get, "/v1/jobs/{job}") { try await authentic($0) { try await status($0) } }
        router.on(.get, "/v1/guilds/{guild}/player") { try await authentic($0) { try await player($0) } }
        router.on(.get, "/v1/search") { try await authentic($0) { try await search($0) } }
        router.on(.get, "/v1/players") { try await authentic($0) { _ in try await players() } }
        router.on(.get, NodeRoute.nodes) { try await authentic($0) { _ in try await nodes() } }
        router.on(.get, NodeRoute.records) { try await authentic($0) { try await records($0) } }
        router.on(.post, NodeRoute.erasure) { try await authentic($0) { try await erase($0) } }
        router.on(.get, "/v1/events") { try await authentic($0) { _ in events() } }
        router.on(.get, "/healthz") { _ in await health() }
    }

    private func authentic(
        _ request: Request, _ handle: (Request) async throws -> Response
    ) async throws -> Response {
        guard isAuthentic(request) else { throw HTTPError(.unauthorized) }
        return try await handle(request)
    }

    /// 200 with the outcome if it is known within `wait` milliseconds, else 202: the job is stored and will be done.
    private func deliver(_ request: Request) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        guard let job = try? JSONDecoder().decode(PlaybackJob.self, from: Data(request.body)) else {
            return try refuse(request.body)
        }
        guard job.guild == guild else { throw HTTPError(.badRequest, "The job is for another guild") }
        return try answer(await node.intake.deliver(job, waiting: try wait(request)))
    }

    /// A job of a later version may have actions that this build can't read, so its version is looked at alone.
    private func refuse(_ body: [UInt8]) throws -> Response {
        struct Envelope: Decodable {
            var version: Int
            var id: JobID
        }
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(body)),
            envelope.version > PlaybackJob.currentVersion
        else { throw HTTPError(.badRequest, "Not a job") }
        return try answer(JobStatus(done: envelope.id, outcome: .failed(.newerVersion)))
    }

    private func status(_ request: Request) async throws -> Response {
        guard let id = request.parameter("job").flatMap({ JobID($0) }),
            let status = try await node.intake.status(of: id, waiting: try wait(request))
        else { throw HTTPError(.notFound, "No such job") }
        return try answer(status)
    }

    private func player(_ request: Request) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        guard let state = await node.players.state(of: guild) else { throw HTTPError(.notFound, "No player") }
        return try json(state)
    }

    private func players() async throws -> Response {
        let states = await node.players.states
        return try json(Dictionary(uniqueKeysWithValues: states.map { ($0.0.description, $0.1) }))
    }

    private func nodes() async throws -> Response { try json(try await node.reports()) }

    private func records(_ request: Request) async throws -> Response {
        try json(try await node.members.records(of: try request.parameter("user", as: UserID.self)))
    }

    /// 204 once it is done for good; 503 while a player has not forgotten it.
    private func erase(_ request: Request) async throws -> Response {
        let member = try request.parameter("user", as: UserID.self)
        guard let time = request.query["before"].flatMap({ Int64($0) }) else {
            throw HTTPError(.badRequest, "Bad before")
        }
        guard try await node.members.erase(member, before: time) else {
            throw HTTPError(.serviceUnavailable, "A player has not forgotten it yet")
        }
        return .empty()
    }

    /// Proposals for who is still typing.
    private func search(_ request: Request) async throws -> Response {
        let query = request.query
        guard let guild = query["guild"].flatMap({ GuildID($0) }), let member = query["member"].flatMap({ UserID($0) }),
            let words = query["words"], words.count <= Self.longestSearch,
            let patience = query["patience"].flatMap({ Int($0) }), (0...Self.longestPatience).contains(patience)
        else { throw HTTPError(.badRequest, "Not a search") }
        return try json(
            await node.search.suggestions(
                for: SuggestionQuery(
                    guild: guild, member: member, words: words, patience: .milliseconds(patience))))
    }

    /// Server-sent events, each with a `NodeEvent` as JSON.
    private func events() -> Response {
        let players = node.players
        return .events(
            NodeEventStream(
                states: { Dictionary(uniqueKeysWithValues: await players.states.map { ($0.0, $0.1) }) },
                clock: ContinuousClock()))
    }

    /// 200 while the bot is logged in at the gateway, 503 otherwise.
    private func health() async -> Response {
        let isReady = await node.isReady
        return .text(isReady ? "ok\n" : "not connected to Discord\n", status: isReady ? .ok : .serviceUnavailable)
    }

    private func wait(_ request: Request) throws -> Duration {
        guard let text = request.query["wait"] else { return .zero }
        guard let milliseconds = Int(text), milliseconds >= 0 else { throw HTTPError(.badRequest, "Bad wait") }
        return .milliseconds(min(milliseconds, Self.longestWait))
    }

    private func answer(_ status: JobStatus) throws -> Response {
        var response = try json(status)
        if status.state == .accepted { response.status = .accepted }
        return response
    }

    private func json(_ value: some Encodable) throws -> Response {
        .json(Array(try value.json().utf8))
    }
}
