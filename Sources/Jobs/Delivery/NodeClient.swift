package import DiscordTypes
internal import FoundationEssentials
package import HTTPClient

/// One voice node, asked over its internal port.
///
/// One rule for repetition: a job is idempotent by its id and everything else only reads, so that a connection that is refused
/// or breaks is tried again, with growing pauses, until the call's time is up; so is a node that says it is ending (503). Any
/// other answer of the node is final.
package final class NodeClient: Sendable {
    package struct Configuration: Sendable {
        /// Scheme, host and port, such as `http://127.0.0.1:8081`, without a path.
        package var url: String
        package var authentication: RequestAuthentication
        /// Deliveries and reads under way at once; beyond, `busy`.
        package var maximumDeliveries = 64
        /// Waits for outcomes under way at once, apart from deliveries so that they can't hold those up; beyond, `busy`.
        package var maximumWaits = 128
        /// What a call may take beyond the wait it asks the node for.
        package var margin: Duration = .milliseconds(700)
        /// Milliseconds since 1970-01-01 UTC, for the requests' timestamps.
        package var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

        package init(url: String, authentication: RequestAuthentication) {
            self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
            self.authentication = authentication
        }
    }

    private let configuration: Configuration
    private let http: HTTPClient
    private let deliveries: DeliverySlots
    private let waits: DeliverySlots

    /// `http` is a client made with `httpConfiguration`, shared by the clients of all nodes.
    package init(_ configuration: Configuration, http: HTTPClient) {
        self.configuration = configuration
        self.http = http
        deliveries = DeliverySlots(configuration.maximumDeliveries)
        waits = DeliverySlots(configuration.maximumWaits)
    }

    /// A client's settings with room for as many connections as calls may be under way.
    package static func httpConfiguration(
        userAgent: String, connection: ConnectionSettings = ConnectionSettings(connectTimeout: .seconds(2))
    ) -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration(userAgent: userAgent, connection: connection)
        configuration.maximumConnections = 256
        configuration.maximumConnectionsPerHost = 256
        configuration.maximumBodySize = 1 << 20
        return configuration
    }

    /// Hands a job over and waits up to `wait`, at most `NodeRoute.maximumWait`, for its outcome; the job is stored at the
    /// node when this returns.
    package func deliver(_ job: PlaybackJob, wait: Duration) async throws(DeliveryError) -> JobStatus {
        let body = try Self.encode(job)
        let response = try await exchange(in: deliveries, lasting: wait) { remaining in
            ("POST", NodeRoute.jobs(of: job.guild, wait: remaining), body)
        }
        return try Self.status(in: response, of: job.id)
    }

    /// Asks what became of a job and waits up to `wait`, at most `NodeRoute.maximumWait`, for its outcome.
    package func status(of id: JobID, wait: Duration) async throws(DeliveryError) -> JobStatus {
        let response = try await exchange(in: waits, lasting: wait) { remaining in
            ("GET", NodeRoute.job(id, wait: remaining), [])
        }
        return try Self.status(in: response, of: id)
    }

    /// What all of the node's players do now.
    package func players() async throws(DeliveryError) -> [GuildID: PlayerState] {
        let response = try await exchange(in: deliveries, lasting: .zero) { _ in ("GET", NodeRoute.players, []) }
        guard response.status == 200 else { throw DeliveryError(status: response.status) }
        let players = try Self.decode([String: PlayerState].self, from: response)
        return Dictionary(
            players.compactMap { key, state in GuildID(key).map { ($0, state) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Calls `opened` once it is connected, then hands each of the node's events to `receive` until the connection breaks or the
    /// task is cancelled. Throws why it ended; whoever listens on must call again, and gets everything told anew.
    package func events(
        opened: () -> Void, _ receive: (NodeEvent) -> Void
    ) async throws(DeliveryError) {
        var asked = request(("GET", NodeRoute.events, []), timeout: .seconds(10))
        asked.timeout = nil
        let stream: HTTPStream
        do { stream = try await http.stream(asked) } catch { throw DeliveryError(error) }
        guard stream.status == 200 else { throw DeliveryError(status: stream.status) }
        opened()
        var lines = EventLines()
        while true {
            let bytes: [UInt8]?
            do { bytes = try await stream.next() } catch { throw DeliveryError(error) }
            guard let bytes else { throw .noAnswer }
            for data in lines.take(bytes) {
                // An event of a later version that can't be read is passed over.
                if let event = try? JSONDecoder().decode(NodeEvent.self, from: Data(data.utf8)) { receive(event) }
            }
        }
    }

    /// What a member may mean who has typed so far. For somebody who waits: one attempt, and no longer than the query's patience
    /// and `NodeClient.suggestionMargin` together.
    package func suggestions(for query: SuggestionQuery) async throws(DeliveryError) -> TrackOffer {
        guard deliveries.take() else { throw .busy }
        defer { deliveries.release() }
        let timeout = query.patience + Self.suggestionMargin
        let response: HTTPResponse
        do {
            response = try await http.send(request(("GET", NodeRoute.search(query), []), timeout: timeout))
        } catch {
            throw DeliveryError(error)
        }
        guard response.status == 200 else { throw DeliveryError(status: response.status) }
        return try Self.decode(TrackOffer.self, from: response)
    }

    /// For the way to the node and back.
    package static let suggestionMargin: Duration = .milliseconds(150)

    /// What the guild's player does now.
    package func player(of guild: GuildID) async throws(DeliveryError) -> PlayerState {
        let response = try await exchange(in: deliveries, lasting: .zero) { _ in
            ("GET", NodeRoute.player(of: guild), [])
        }
        guard response.status == 200 else { throw DeliveryError(status: response.status) }
        return try Self.decode(PlayerState.self, from: response)
    }
}

extension NodeClient {
    typealias Message = (method: String, target: String, body: [UInt8])
    private static let shortestAttempt: Duration = .milliseconds(100)

    /// Sends the message that `message` makes for the wait that remains, until there is an answer or the time is up.
    /// `slots` are those of deliveries unless others are given.
    func exchange(
        in slots: DeliverySlots? = nil, lasting wait: Duration, _ message: (Duration) -> Message
    ) async throws(DeliveryError) -> HTTPResponse {
        let slots = slots ?? deliveries
        guard slots.take() else { throw .busy }
        defer { slots.release() }
        let wait = min(wait, NodeRoute.maximumWait)
        var remaining = wait + configuration.margin
        let end = ContinuousClock.now + remaining
        var pause = Duration.milliseconds(25)
        var mayHaveArrived = false
        while true {
            let next = message(min(wait, max(.zero, remaining - configuration.margin)))
            let fact: DeliveryError
            do throws(HTTPClientError) {
                let response = try await http.send(request(next, timeout: remaining))
                guard response.status == 503 else { return response }
                fact = .noAnswer
            } catch {
                fact = DeliveryError(error)
                guard error.isWorthAnotherAttempt else { throw mayHaveArrived ? fact.withOutcomeOpen : fact }
            }
            mayHaveArrived = mayHaveArrived || fact.leavesOutcomeOpen
            do { try await Task.sleep(for: min(pause, end - .now)) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(400))
            remaining = end - .now
            // An attempt without time to connect would end in a time-out that tells less than what is known already.
            guard remaining >= Self.shortestAttempt else { throw mayHaveArrived ? fact.withOutcomeOpen : fact }
        }
    }

    private func request(_ message: Message, timeout: Duration) -> HTTPRequest {
        let stamp = configuration.authentication.sign(
            method: message.method, target: message.target, body: message.body, at: configuration.now() / 1000)
        var headers: HTTPHeaders = [
            RequestAuthentication.timestampHeader: stamp.timestamp,
            RequestAuthentication.signatureHeader: stamp.signature,
        ]
        let hasBody = message.method == "POST"
        if hasBody { headers.append("Content-Type", "application/json") }
        return HTTPRequest(
            message.method, configuration.url + message.target, headers: headers, body: hasBody ? message.body : nil,
            timeout: timeout)
    }

    private static func status(in response: HTTPResponse, of id: JobID) throws(DeliveryError) -> JobStatus {
        guard response.status == 200 || response.status == 202 else { throw DeliveryError(status: response.status) }
        let status = try decode(JobStatus.self, from: response)
        guard status.id == id, (status.state == .done) == (status.outcome != nil) else { throw .malformedAnswer }
        return status
    }

    private static func encode(_ job: PlaybackJob) throws(DeliveryError) -> [UInt8] {
        // Nothing in a job can fail to encode; a change that makes it possible must not crash an endpoint.
        do { return Array(try job.json().utf8) } catch { throw .refused(status: 0) }
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from response: HTTPResponse
    ) throws(DeliveryError) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(response.body)) } catch { throw .malformedAnswer }
    }
}
