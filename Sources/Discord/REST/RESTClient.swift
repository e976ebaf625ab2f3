internal import FoundationEssentials
package import HTTPClient
package import Logging

/// Discord's HTTP API: sends calls within its rate limits, tries again what may be tried again, and stops before
/// Discord has to stop it.
///
/// Every call takes a `within`: the time it may take, waiting included. Any thread.
package final class RESTClient: Sendable {
    private let configuration: RESTConfiguration
    private let http: HTTPClient
    private let time: RESTTime
    private let log: Logger
    private let limiter: RateLimiter
    private let gate: Monitor<RESTGate>

    /// `http` needs no settings of its own; it is best not shared with other services.
    package init(_ configuration: RESTConfiguration, http: HTTPClient, log: Logger, time: RESTTime = .system) {
        self.configuration = configuration
        self.http = http
        self.time = time
        self.log = log
        limiter = RateLimiter(globalLimit: configuration.globalLimit, time: time)
        gate = Monitor(RESTGate(invalidRequestLimit: configuration.invalidRequestLimit))
    }

    /// Makes a call whose answer has no body, or none that matters.
    func call(_ request: RESTRequest, within budget: Duration) async throws(RESTError) {
        _ = try await perform(request, within: budget)
    }

    /// Makes a call and reads its answer.
    func call<Answer: Decodable>(
        _ request: RESTRequest, as type: Answer.Type, within budget: Duration
    ) async throws(RESTError) -> Answer {
        let response = try await perform(request, within: budget)
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw .malformedResponse
        }
    }

    /// A request with a JSON body.
    func request(_ request: RESTRequest, body: some Encodable) throws(RESTError) -> RESTRequest {
        var request = request
        do {
            request.body = Array(try JSONEncoder().encode(body))
        } catch {
            throw .malformedRequest
        }
        return request
    }

    // MARK: Trying

    private func perform(_ request: RESTRequest, within budget: Duration) async throws(RESTError) -> HTTPResponse {
        let deadline = time.now() + budget
        var tries = 0
        var refusals = 0
        while true {
            switch try await attempt(request, deadline: deadline) {
            case .success(let response): return response
            case .failure(.final(let error)): throw error
            case .failure(.passing(let error, let after)):
                if case .rateLimited = error {
                    log.info("Discord limits a route", metadata: ["route": "\(request.route.template)"])
                    refusals += 1
                    // The limiter knows when the turn comes; a route that always refuses is not asked for ever.
                    guard let after, time.now() + after <= deadline, refusals < configuration.maximumAttempts else {
                        throw error
                    }
                } else {
                    tries += 1
                    try await pauseBeforeRetry(tries, error, deadline: deadline)
                }
            }
        }
    }

    private enum Attempt {
        case success(HTTPResponse)
        case failure(RESTFailure)
    }

    private func attempt(_ request: RESTRequest, deadline: Duration) async throws(RESTError) -> Attempt {
        try checkGate(request)
        let sendable = try httpRequest(request)
        let ticket = try await limiter.start(request, deadline: deadline)
        var report: RateLimitReport?
        defer { limiter.finish(ticket, report) }
        // Things may have changed while it waited.
        try checkGate(request)
        let left = deadline - time.now()
        guard left > .zero else { throw .deadlineExceeded }
        var timed = sendable
        timed.timeout = min(left, configuration.attemptTimeout)
        do throws(HTTPClientError) {
            let response = try await http.send(timed)
            let received = RateLimitReport(response)
            report = received
            note(request, response, received)
            return RESTFailure(response, request, received).map { .failure($0) } ?? .success(response)
        } catch {
            return .failure(RESTFailure(error))
        }
    }

    private func pauseBeforeRetry(_ tries: Int, _ error: RESTError, deadline: Duration) async throws(RESTError) {
        guard tries < configuration.maximumAttempts else { throw error }
        let longest = configuration.firstBackoff * (1 << min(tries - 1, 10))
        let pause = longest * (0.5 + time.random() / 2)
        guard time.now() + pause < deadline else { throw error }
        guard (try? await time.sleep(pause)) != nil else { throw .cancelled }
    }

    private func checkGate(_ request: RESTRequest) throws(RESTError) {
        let now = time.now()
        try gate.update { gate throws(RESTError) in try gate.check(request, at: now) }
    }

    private func note(_ request: RESTRequest, _ response: HTTPResponse, _ report: RateLimitReport) {
        guard response.status >= 400 else { return }
        let (now, code) = (time.now(), RESTFailure.code(response))
        gate.update { $0.note(request, status: response.status, code: code, scope: report.refusal?.scope, at: now) }
        if response.status == 401, request.authentication == .bot {
            log.error("Discord refuses the bot's token; nothing more is sent with it")
        }
    }

    private func httpRequest(_ request: RESTRequest) throws(RESTError) -> HTTPRequest {
        var headers: HTTPHeaders = ["User-Agent": configuration.userAgent]
        if request.authentication == .bot {
            guard let token = configuration.token else { throw .noToken }
            headers.append("Authorization", token.authorization)
        }
        if request.body != nil { headers.append("Content-Type", "application/json") }
        // Discord wants a length even where there is no body.
        let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil)
        var made = HTTPRequest(request.method, configuration.baseURL + request.path, headers: headers, body: body)
        made.acceptsCompression = true
        return made
    }
}
