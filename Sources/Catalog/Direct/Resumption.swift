internal import HTTPClient

/// How the answer to a request for the rest of a medium is to be read.
enum Resumption: Equatable {
    /// The body begins at the position.
    case atPosition
    /// The body begins at the start; so many bytes come before the position.
    case afterSkipping(UInt64)
    /// A station: go on with whatever it sends now.
    case live
    /// There is nothing behind the position.
    case ended
    /// Try again later; after so many seconds, if the server says.
    case later(retryAfter: Int?)

    /// The answer does not begin at the position.
    var isFromElsewhere: Bool {
        switch self {
        case .afterSkipping, .ended: true
        case .atPosition, .live, .later: false
        }
    }
}

extension MediaHead {
    /// Judges a response to `Range: bytes=position-`.
    func resumption(
        _ head: HTTPResponseHead, at position: UInt64, maximumSkip: UInt64
    ) throws(MediaFetchError) -> Resumption {
        switch head.status {
        case 200:
            if isLive { return .live }
            guard matches(MediaHead(head)) else { throw .changed }
            // Without anything to compare, bytes of another medium might be spliced in.
            guard position == 0 || condition != nil || length != nil else { throw .notResumable }
            guard position <= maximumSkip else { throw .notResumable }
            return .afterSkipping(position)
        case 206:
            guard let range = head.headers["content-range"].flatMap(ContentRange.init), range.first == position,
                matches(MediaHead(head))
            else { throw .changed }
            return .atPosition
        case 416:
            guard let length, position == length else { throw .changed }
            return .ended
        default:
            guard Self.isPassing(head.status) else { throw .status(head.status) }
            return .later(retryAfter: head.headers["retry-after"].flatMap { Int($0) })
        }
    }

    /// Whether a status is of the kind that goes away by itself.
    static func isPassing(_ status: Int) -> Bool {
        status == 408 || status == 425 || status == 429 || (500...599).contains(status) && status != 501
    }
}

extension HTTPClientError {
    /// Whether trying again may help.
    var isPassing: Bool {
        switch self {
        case .resolveFailed, .refused, .timeout, .connectionLost, .tls(.handshake): true
        default: false
        }
    }
}
