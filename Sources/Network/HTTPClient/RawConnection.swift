internal import CCurl

/// A TCP or TLS byte stream that libcurl opens and the caller then reads and writes itself, for protocols that
/// libcurl does not speak. TLS offers `http/1.1` alone by ALPN.
///
/// For one thread, which polls `watched` until `timer` while connecting, and `descriptor` later. It has its own multi
/// handle: in a common one, libcurl's housekeeping would close idle connections of this kind.
@safe
package final class RawConnection {
    package enum Status: Equatable {
        case connecting
        case connected
        case failed(HTTPClientError)
    }

    /// What to poll a descriptor for.
    package struct Interest: OptionSet {
        package let rawValue: Int
        package static let readable = Interest(rawValue: 1)
        package static let writable = Interest(rawValue: 2)

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }
    }

    package private(set) var status = Status.connecting
    /// Descriptors to poll while connecting.
    package private(set) var watched: [Int32: Interest] = [:]
    /// When `timerFired` is due while connecting.
    package private(set) var timer: ContinuousClock.Instant?
    /// The connected socket.
    package private(set) var descriptor: Int32 = -1

    private let easy: EasyHandle
    private let multi: UnsafeMutableRawPointer
    private let addressGuard: AddressGuard?
    private var forbidden: IPAddress?
    fileprivate var hasBegunTLS = false

    /// Begins to connect to the URL's host and port.
    package init(to url: HTTPURL, settings: ConnectionSettings) throws(HTTPClientError) {
        let easy = try EasyHandle()
        try easy.apply(settings)
        try easy.set(CURLOPT_URL, url.description)
        try easy.set(CURLOPT_CONNECT_ONLY, 1)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        guard let multi = unsafe curl_multi_init() else { throw .failed(code: CURLE_OUT_OF_MEMORY.rawValue) }
        self.easy = easy
        unsafe self.multi = multi
        addressGuard = settings.addressGuard
        // Unretained: `deinit` takes the handle out of the multi handle before this object goes.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_set_open_socket_function(self.easy.pointer, rawOpenSocket, context)
        unsafe ccurl_set_tls_start_function(self.easy.pointer, rawTLSStart, context)
        unsafe ccurl_multi_set_socket_function(multi, rawSocketChange, context)
        unsafe ccurl_multi_set_timer_function(multi, rawTimerChange, context)
        unsafe curl_multi_add_handle(multi, self.easy.pointer)
    }

    deinit {
        unsafe curl_multi_remove_handle(multi, easy.pointer)
        unsafe curl_multi_cleanup(multi)
    }

    // MARK: While connecting

    package func socketIsReady(_ descriptor: Int32, for interest: Interest) {
        var events: Int32 = 0
        if interest.contains(.readable) { events |= Int32(CURL_CSELECT_IN) }
        if interest.contains(.writable) { events |= Int32(CURL_CSELECT_OUT) }
        act(descriptor, events)
    }

    package func timerFired() {
        timer = nil
        act(CURL_SOCKET_TIMEOUT, 0)
    }

    private func act(_ descriptor: Int32, _ events: Int32) {
        guard status == .connecting else { return }
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, descriptor, events, &running)
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            finish(unsafe ccurl_message_result(message))
        }
    }

    private func finish(_ code: CURLcode) {
        watched = [:]
        timer = nil
        if code == CURLE_OK, unsafe ccurl_get_socket(easy.pointer, &descriptor) == CURLE_OK, descriptor >= 0 {
            status = .connected
        } else if code == CURLE_COULDNT_CONNECT, let forbidden {
            status = .failed(.addressForbidden(forbidden))
        } else if code == CURLE_OK {
            status = .failed(.connectionLost)
        } else {
            status = .failed(HTTPClientError(code, phase: easy.phase(hasBegunTLS: hasBegunTLS, hasHead: false)))
        }
    }

    fileprivate func watch(_ descriptor: Int32, _ what: Int32) {
        switch what {
        case CURL_POLL_IN: watched[descriptor] = .readable
        case CURL_POLL_OUT: watched[descriptor] = .writable
        case CURL_POLL_INOUT: watched[descriptor] = [.readable, .writable]
        default: watched[descriptor] = nil
        }
    }

    fileprivate func setTimer(milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    fileprivate func permits(_ address: IPAddress?) -> Bool {
        guard let addressGuard else { return true }
        guard let address, addressGuard.permits(address) else {
            forbidden = address
            return false
        }
        return true
    }

    // MARK: Once connected

    /// Sends from `offset` on and says how many bytes went; 0 when the socket takes none now. The retry must be with
    /// the same array: TLS has already sealed its bytes.
    package func send(_ bytes: [UInt8], from offset: Int) throws(HTTPClientError) -> Int {
        var sent = 0
        let code = unsafe bytes.withUnsafeBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
            return unsafe curl_easy_send(easy.pointer, rest.baseAddress, rest.count, &sent)
        }
        switch code {
        case CURLE_OK: return sent
        case CURLE_AGAIN: return 0
        default: throw .connectionLost
        }
    }

    /// Receives what is there, at most `buffer.count` bytes: nil when nothing is there now, 0 at the end.
    /// Read on until nil: TLS may hold bytes that polling does not show.
    package func receive(into buffer: inout [UInt8]) throws(HTTPClientError) -> Int? {
        var received = 0
        let code = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe curl_easy_recv(easy.pointer, buffer.baseAddress, buffer.count, &received)
        }
        switch code {
        case CURLE_OK: return received
        case CURLE_AGAIN: return nil
        default: throw .connectionLost
        }
    }
}

// libcurl's callbacks. `context` is the connection.

private func connection(_ context: UnsafeMutableRawPointer?) -> RawConnection? {
    unsafe context.map { unsafe Unmanaged<RawConnection>.fromOpaque($0).takeUnretainedValue() }
}

private func rawOpenSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let connection = unsafe connection(context), let address = unsafe address else { return CURL_SOCKET_BAD }
    return unsafe openSocket(address) { connection.permits($0) }
}

private func rawTLSStart(
    _ easy: UnsafeMutableRawPointer?, _ tls: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    unsafe connection(context)?.hasBegunTLS = true
    return CURLE_OK
}

private func rawSocketChange(
    _ easy: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe connection(context)?.watch(descriptor, what)
    return 0
}

private func rawTimerChange(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe connection(context)?.setTimer(milliseconds: milliseconds)
    return 0
}
