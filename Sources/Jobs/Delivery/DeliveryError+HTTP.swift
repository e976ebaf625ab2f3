internal import HTTPClient

extension DeliveryError {
    /// The fact behind a status other than 200 and 202.
    init(status: Int) {
        switch status {
        case 401: self = .unauthorized
        case 404: self = .notFound
        case 421: self = .misdirected
        case 426: self = .newerVersion
        case 429: self = .busy
        case 503: self = .noAnswer
        default: self = .refused(status: status)
        }
    }

    /// The fact behind an exchange without an answer.
    init(_ error: HTTPClientError) {
        switch error {
        case .timeout(.response), .timeout(.body), .timeout(.tooSlow), .connectionLost: self = .noAnswer
        case .cancelled: self = .cancelled
        case .tooLarge, .protocolViolation, .failed, .redirectRefused: self = .malformedAnswer
        case .resolveFailed, .refused, .timeout, .tls, .addressForbidden, .clientClosed, .invalidURL, .invalidRequest:
            self = .nodeUnreachable
        }
    }
}

extension DeliveryError {
    /// The same, for a call of which an earlier attempt may have reached the node.
    var withOutcomeOpen: DeliveryError { leavesOutcomeOpen ? self : .noAnswer }
}

extension HTTPClientError {
    /// Whether the same request may fare better in a moment: the node is starting again, or its connection broke.
    var isWorthAnotherAttempt: Bool {
        switch self {
        case .refused, .connectionLost, .timeout(.connecting), .timeout(.securing): true
        default: false
        }
    }
}
