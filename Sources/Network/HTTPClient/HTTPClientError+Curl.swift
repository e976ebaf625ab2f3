internal import CCurl

extension HTTPClientError {
    /// Translates libcurl's result of a transfer. `phase` says what a timeout interrupted.
    init(_ code: CURLcode, phase: Phase) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolveFailed
        case CURLE_COULDNT_CONNECT: self = .refused
        case CURLE_OPERATION_TIMEDOUT: self = .timeout(phase)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: self = .tls(.certificate)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_USE_SSL_FAILED:
            self = .tls(.handshake)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            self = phase == .securing || phase == .connecting ? .refused : .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            self = .protocolViolation
        case CURLE_URL_MALFORMAT: self = .invalidURL(.malformed)
        case CURLE_ABORTED_BY_CALLBACK: self = .cancelled
        default: self = .failed(code: code.rawValue)
        }
    }
}

extension EasyHandle {
    /// What the transfer is waiting for, from the times libcurl has taken so far. `hasBegunTLS` must be observed:
    /// libcurl 7.88 notes the time of connecting only when TLS is done, too.
    func phase(hasBegunTLS: Bool, hasHead: Bool) -> HTTPClientError.Phase {
        if hasHead { return .body }
        if offset(CURLINFO_PRETRANSFER_TIME_T) > 0 { return .response }
        if hasBegunTLS { return .securing }
        return offset(CURLINFO_NAMELOOKUP_TIME_T) > 0 ? .connecting : .resolving
    }
}
