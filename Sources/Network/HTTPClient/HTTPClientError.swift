package import Addresses

/// Why a request has no response. After any of them the client goes on working.
package enum HTTPClientError: Error, Hashable, Sendable {
    /// What the request was waiting for when its time was up.
    package enum Phase: Hashable, Sendable {
        case resolving, connecting, securing, response, body
        /// Bytes came more slowly than the request's low-speed limit.
        case tooSlow
    }

    package enum Oversize: Hashable, Sendable {
        case head
        case body(limit: Int)
    }

    package enum TLSFailure: Hashable, Sendable {
        /// The peer's certificate is not trusted or not for this host.
        case certificate
        /// No common version or cipher, or the peer broke off.
        case handshake
    }

    package enum RedirectRefusal: Hashable, Sendable {
        case tooMany(limit: Int)
        case noLocation
        /// From https to http.
        case downgrade
        case policy(URLPolicyViolation)
    }

    case invalidURL(URLPolicyViolation)
    /// A method, header or range that can't be sent; nothing left the machine.
    case invalidRequest
    case resolveFailed
    /// No connection: refused, unreachable, or reset during set-up.
    case refused
    case timeout(Phase)
    case tls(TLSFailure)
    case tooLarge(Oversize)
    /// The ``AddressGuard`` forbids every address of the host; this was the last one.
    case addressForbidden(IPAddress)
    case redirectRefused(RedirectRefusal)
    /// The connection broke before the response was complete.
    case connectionLost
    /// The peer does not speak HTTP correctly.
    case protocolViolation
    case cancelled
    /// The client was shut down.
    case clientClosed
    /// Anything else libcurl reports, by its number.
    case failed(code: UInt32)
}
