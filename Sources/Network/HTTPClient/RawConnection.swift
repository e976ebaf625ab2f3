internal import Addresses
internal import CCurl
internal import Synchronization

/// A TCP or TLS byte stream that libcurl opens and the caller then reads and writes itself, for protocols that
/// libcurl does not speak. TLS offers `http/1.1` alone by ALPN.
///
/// Connecting has a thread of its own, so that all of libcurl's machinery for it is gone afterwards: a multi handle of the
/// caller's would stay as long as the connection, with 30 KiB of tables. Not a common multi handle, whose housekeeping
/// would close idle connections of this kind.
package final class RawConnection {
    package enum Status: Equatable, Sendable {
        case connecting
        case connected
        case failed(HTTPClientError)
    }

    private let attempt: ConnectionAttempt
    /// The connected socket; -1 before.
    package private(set) var descriptor: Int32 = -1

    /// Begins to connect to the URL's host and port. `onChange` is called once, on any thread, when `status` has changed.
    package init(
        to url: HTTPURL, settings: ConnectionSettings, onChange: @escaping @Sendable () -> Void
    ) throws(HTTPClientError) {
        let attempt = try ConnectionAttempt(to: url, settings: settings)
        self.attempt = attempt
        let isStarted = PlainThread.start(name: "connecting", stackSize: 256 << 10) {
            attempt.run()
            onChange()
        }
        guard isStarted else { throw .failed(code: CURLE_OUT_OF_MEMORY.rawValue) }
    }

    deinit { attempt.abandon() }

    package var status: Status {
        let status = attempt.status
        if status == .connected, descriptor < 0 { descriptor = attempt.descriptor }
        return status
    }

    // MARK: Once connected

    /// Sends from `offset` on and says how many bytes went; 0 when the socket takes none now. The retry must be with
    /// the same array: TLS has already sealed its bytes.
    package func send(_ bytes: [UInt8], from offset: Int) throws(HTTPClientError) -> Int {
        var sent = 0
        let code = unsafe bytes.withUnsafeBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
            return unsafe curl_easy_send(attempt.pointer, rest.baseAddress, rest.count, &sent)
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
            unsafe curl_easy_recv(attempt.pointer, buffer.baseAddress, buffer.count, &received)
        }
        switch code {
        case CURLE_OK: return received
        case CURLE_AGAIN: return nil
        default: throw .connectionLost
        }
    }
}

/// The part of a connection that its connecting thread and its user share.
@safe
final class ConnectionAttempt: @unchecked Sendable {
    // Sendable: `status` has its own lock and `isAbandoned` is atomic; the rest belongs to the connecting thread until the
    // status has changed, and to the connection's user afterwards.
    private let easy: EasyHandle
    private let addressGuard: AddressGuard?
    private let outcome = Monitor(RawConnection.Status.connecting)
    private let isAbandoned = Atomic(false)
    private var forbidden: IPAddress?
    fileprivate var hasBegunTLS = false
    private(set) var descriptor: Int32 = -1

    var pointer: UnsafeMutableRawPointer { unsafe easy.pointer }
    var status: RawConnection.Status { outcome.update { $0 } }

    init(to url: HTTPURL, settings: ConnectionSettings) throws(HTTPClientError) {
        let easy = try EasyHandle()
        try easy.apply(settings)
        try easy.set(CURLOPT_URL, url.description)
        try easy.set(CURLOPT_CONNECT_ONLY, 1)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // Of use to libcurl's own protocols alone; this is the least it allows.
        try easy.set(CURLOPT_BUFFERSIZE, 1024)
        try easy.set(CURLOPT_NOPROGRESS, 0)
        self.easy = easy
        addressGuard = settings.addressGuard
        // Unretained: `run` keeps this object, and later calls to libcurl use none of these.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_set_open_socket_function(pointer, rawOpenSocket, context)
        unsafe ccurl_set_tls_start_function(pointer, rawTLSStart, context)
        unsafe ccurl_set_progress_function(pointer, rawProgress, context)
    }

    /// Connects. Blocks; ends early, within a second or so, when abandoned.
    func run() {
        let status = status(of: unsafe curl_easy_perform(pointer))
        outcome.update { $0 = status }
    }

    func abandon() { isAbandoned.store(true, ordering: .relaxed) }

    fileprivate var mayGoOn: Bool { !isAbandoned.load(ordering: .relaxed) }

    private func status(of code: CURLcode) -> RawConnection.Status {
        if code == CURLE_OK, unsafe ccurl_get_socket(pointer, &descriptor) == CURLE_OK, descriptor >= 0 {
            return .connected
        }
        if code == CURLE_COULDNT_CONNECT, let forbidden { return .failed(.addressForbidden(forbidden)) }
        if code == CURLE_OK { return .failed(.connectionLost) }
        return .failed(HTTPClientError(code, phase: easy.phase(hasBegunTLS: hasBegunTLS, hasHead: false)))
    }

    fileprivate func permits(_ address: IPAddress?) -> Bool {
        guard let addressGuard else { return true }
        guard let address, addressGuard.permits(address) else {
            forbidden = address
            return false
        }
        return true
    }
}

// libcurl's callbacks. `context` is the attempt.

private func attempt(_ context: UnsafeMutableRawPointer?) -> ConnectionAttempt? {
    unsafe context.map { unsafe Unmanaged<ConnectionAttempt>.fromOpaque($0).takeUnretainedValue() }
}

private func rawOpenSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let attempt = unsafe attempt(context), let address = unsafe address else { return CURL_SOCKET_BAD }
    return unsafe openSocket(address) { attempt.permits($0) }
}

private func rawTLSStart(
    _ easy: UnsafeMutableRawPointer?, _ tls: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    unsafe attempt(context)?.hasBegunTLS = true
    return CURLE_OK
}

/// Anything but 0 ends the attempt.
private func rawProgress(
    _ context: UnsafeMutableRawPointer?, _ toCome: curl_off_t, _ came: curl_off_t, _ toGo: curl_off_t,
    _ went: curl_off_t
) -> Int32 {
    unsafe attempt(context)?.mayGoOn == false ? 1 : 0
}
