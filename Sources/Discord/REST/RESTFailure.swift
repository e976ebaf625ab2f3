internal import FoundationEssentials
internal import HTTPClient
internal import Text

/// What is wrong with an answer, and whether another try may help.
enum RESTFailure {
    /// Try again, if the call has time; `error` if not.
    case passing(RESTError, after: Duration?)
    case final(RESTError)

    private struct Body: Decodable {
        var code: Int?
        var message: String?
    }

    /// Discord's own number for an error; 0 when there is none.
    static func code(_ response: HTTPResponse) -> Int {
        body(response)?.code ?? 0
    }

    /// Nil for a success.
    init?(_ response: HTTPResponse, _ request: RESTRequest, _ report: RateLimitReport) {
        let code = Self.code(response)
        switch response.status {
        case 200...299: return nil
        case 429:
            let refusal = report.refusal ?? .init(retryAfter: .seconds(5), scope: .user)
            self = .passing(
                .rateLimited(retryAfter: refusal.retryAfter, scope: refusal.scope), after: refusal.retryAfter)
        case 401 where request.authentication == .bot: self = .final(.unauthorized)
        case 403: self = .final(.forbidden(code: code))
        case 404: self = .final(.notFound(code: code))
        case 500...599: self = .passing(.unavailable(status: response.status), after: nil)
        default: self = .final(.rejected(status: response.status, code: code, detail: Self.detail(response)))
        }
    }

    init(_ error: HTTPClientError) {
        switch error {
        case .cancelled: self = .final(.cancelled)
        case .resolveFailed, .refused, .tls(.handshake), .timeout, .connectionLost:
            self = .passing(.network(error), after: nil)
        default: self = .final(.network(error))
        }
    }

    private static func body(_ response: HTTPResponse) -> Body? {
        try? JSONDecoder().decode(Body.self, from: Data(response.body))
    }

    /// Discord's explanation for a log: one line of at most 400 characters. Which field is wrong stands deep in a tree
    /// whose text says it well enough.
    private static func detail(_ response: HTTPResponse) -> String {
        StrangerText.line(String(decoding: response.body.prefix(1600), as: UTF8.self), limit: 400)
    }
}
