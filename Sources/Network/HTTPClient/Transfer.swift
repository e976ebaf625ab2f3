internal import Addresses
internal import CCurl

/// One request on its way, through any redirects. Only the loop thread touches it.
@safe
final class Transfer {
    /// A redirect's own body is read up to this size, so that its connection can be used again.
    private static let discardedBodyLimit = 16 << 10

    private enum Stage {
        case head
        case body
        case redirecting(HTTPURL)
    }

    let order: TransferOrder
    private var easy: EasyHandle
    private let configuration: HTTPClientConfiguration
    private let startedAt = ContinuousClock.now
    private var hop: TransferHop
    private var redirects = 0
    private var stage = Stage.head
    private var parser = ResponseHeadParser()
    private var bodySize = 0
    /// What a callback found wrong before it made libcurl give up.
    private var failure: HTTPClientError?
    private var forbidden: IPAddress?
    private var isPaused = false
    /// Set when libcurl, connected, turns to TLS.
    var hasBegunTLS = false

    var pointer: UnsafeMutableRawPointer { unsafe easy.pointer }

    init(_ order: TransferOrder, configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        self.order = order
        self.configuration = configuration
        hop = TransferHop(order)
        easy = try EasyHandle()
        try easy.apply(configuration.connection)
        try configureOnce()
        try configureHop()
    }

    private func configureOnce() throws(HTTPClientError) {
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        try easy.set(CURLOPT_BUFFERSIZE, configuration.readSize)
        if let timeout = order.request.connectTimeout { try easy.set(CURLOPT_CONNECTTIMEOUT_MS, timeout) }
        if let limit = order.request.lowSpeed {
            try easy.set(CURLOPT_LOW_SPEED_LIMIT, limit.bytesPerSecond)
            try easy.set(CURLOPT_LOW_SPEED_TIME, max(1, Int((limit.during / .seconds(1)).rounded(.up))))
        }
        try easy.set(
            CURLOPT_HTTP_VERSION,
            Int(order.version == .any ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        if order.request.acceptsCompression { try easy.set(CURLOPT_ACCEPT_ENCODING, "") }
        if !order.request.pinnedAddresses.isEmpty { try easy.setPinnedAddresses(order.request.pinnedAddresses) }
        // Unretained: the loop keeps this object until the handle has left the multi handle.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_set_header_function(pointer, transferHeader, context)
        unsafe ccurl_set_write_function(pointer, transferBody, context)
        unsafe ccurl_set_open_socket_function(pointer, transferOpenSocket, context)
        unsafe ccurl_set_tls_start_function(pointer, transferTLSStart, context)
    }

    private func configureHop() throws(HTTPClientError) {
        try easy.set(CURLOPT_URL, hop.url.description)
        try easy.setHeaders(hop.headerLines(request: order.request))
        try configureMethod()
        if let timeout = order.timeout {
            let left = timeout - startedAt.duration(to: .now)
            guard left > .zero else { throw .timeout(.response) }
            try easy.set(CURLOPT_TIMEOUT_MS, left)
        }
        stage = .head
        parser = ResponseHeadParser()
        forbidden = nil
        hasBegunTLS = false
    }

    private func configureMethod() throws(HTTPClientError) {
        try easy.set(CURLOPT_HTTPGET, 1)
        if let body = hop.body {
            try easy.setBody(body)
            try easy.set(CURLOPT_POST, 1)
        }
        if hop.method == "HEAD" { try easy.set(CURLOPT_NOBODY, 1) }
        try easy.set(CURLOPT_CUSTOMREQUEST, hop.method == "GET" || hop.method == "HEAD" ? nil : hop.method)
    }

    // MARK: Called by libcurl during a transfer

    /// False aborts the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        switch unsafe parser.take(line) {
        case .more: return true
        case .tooLarge:
            failure = .tooLarge(.head)
            return false
        case .complete: return completeHead()
        }
    }

    private func completeHead() -> Bool {
        if order.request.followRedirects > 0, TransferHop.isRedirect(parser.status) {
            do throws(HTTPClientError) {
                stage = .redirecting(try redirectTarget())
                return true
            } catch {
                failure = error
                return false
            }
        }
        let head = HTTPResponseHead(status: parser.status, headers: parser.headers, url: hop.url, redirects: redirects)
        if let limit = order.maximumBodySize, let length = head.contentLength, length > limit, hop.method != "HEAD" {
            failure = .tooLarge(.body(limit: limit))
            return false
        }
        stage = .body
        order.sink.receive(head)
        return true
    }

    private func redirectTarget() throws(HTTPClientError) -> HTTPURL {
        guard redirects < order.request.followRedirects else {
            throw .redirectRefused(.tooMany(limit: order.request.followRedirects))
        }
        guard let location = parser.headers["location"] else { throw .redirectRefused(.noLocation) }
        let target: HTTPURL
        do {
            target = try configuration.urlPolicy.validate(location, relativeTo: hop.url)
        } catch {
            throw .redirectRefused(.policy(error))
        }
        guard target.isSecure || !hop.url.isSecure else { throw .redirectRefused(.downgrade) }
        return target
    }

    /// False aborts the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodySize += bytes.count
        switch stage {
        case .head: return false
        case .redirecting: return bodySize <= Self.discardedBodyLimit
        case .body:
            if let limit = order.maximumBodySize, bodySize > limit {
                failure = .tooLarge(.body(limit: limit))
                return false
            }
            if unsafe !order.sink.receive(bytes) { pause() }
            return true
        }
    }

    /// By this call and not by the callback's answer, since libcurl keeps a copy of what a callback did not take. Both
    /// directions, since with one libcurl looks at the transfer again at once, and reads.
    private func pause() {
        isPaused = true
        unsafe curl_easy_pause(pointer, CURLPAUSE_ALL)
    }

    /// Whether a socket to that address may be opened.
    func permits(_ address: IPAddress?) -> Bool {
        guard let addressGuard = configuration.connection.addressGuard else { return true }
        guard let address, addressGuard.permits(address) else {
            forbidden = address
            return false
        }
        return true
    }

    // MARK: Called by the loop

    /// Goes on with a transfer that paused. libcurl may call back from inside.
    func unpause() {
        guard isPaused else { return }
        isPaused = false
        unsafe curl_easy_pause(pointer, CURLPAUSE_CONT)
    }

    /// Called when libcurl is done with the handle, which is out of the multi handle by then.
    /// True when the handle is set up for the next hop; false when the sink was told the end.
    func complete(_ code: CURLcode) -> Bool {
        if case .redirecting(let target) = stage, failure == nil {
            do throws(HTTPClientError) {
                redirects += 1
                bodySize = 0
                hop = hop.following(to: target, status: parser.status)
                try configureHop()
                return true
            } catch {
                failure = error
            }
        }
        order.sink.finish(failure ?? error(code))
        return false
    }

    private func error(_ code: CURLcode) -> HTTPClientError? {
        guard code != CURLE_OK else { return nil }
        if code == CURLE_COULDNT_CONNECT, let forbidden { return .addressForbidden(forbidden) }
        var phase = easy.phase(hasBegunTLS: hasBegunTLS, hasHead: parser.isComplete)
        if code == CURLE_OPERATION_TIMEDOUT, phase == .body || phase == .response, !isOverdue {
            phase = .tooSlow
        }
        // libcurl sends a request again by itself when a kept connection breaks before the answer. If it then can't
        // connect, the first copy may have been read all the same.
        if code == CURLE_COULDNT_CONNECT, phase == .response { return .connectionLost }
        return HTTPClientError(code, phase: phase)
    }

    private var isOverdue: Bool {
        guard let timeout = order.timeout else { return false }
        // libcurl's clock counts whole milliseconds and may fire a little early.
        return startedAt.duration(to: .now) + .milliseconds(20) >= timeout
    }
}
