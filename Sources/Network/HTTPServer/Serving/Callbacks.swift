internal import Addresses
internal import CMicroHTTPD
internal import Glibc

// libmicrohttpd's callbacks: each recovers the object it is about and calls one method.

private func engine(_ context: UnsafeMutableRawPointer) -> Engine {
    unsafe Unmanaged<Engine>.fromOpaque(context).takeUnretainedValue()
}

/// A connection begins or ends.
func onConnection(
    _ context: UnsafeMutableRawPointer?, _ pointer: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let pointer = unsafe pointer, let slot = unsafe slot else { return }
    let engine = unsafe engine(context)
    if code == .CONNECTION_NOTIFY_STARTED {
        // libmicrohttpd keeps what `Daemon.take` gave it, which is all of an address of its family.
        let length = MemoryLayout<sockaddr_storage>.size
        let address = unsafe cmhd_peer(pointer).flatMap { peer in
            unsafe IPAddress(socketAddress: peer, length: length)?.unmapped
        }
        let connection = unsafe engine.opened(cmhd_socket(pointer), address)
        // Released below, when it closes.
        unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
    } else if let stored = unsafe slot.pointee {
        let connection = unsafe Unmanaged<Connection>.fromOpaque(stored).takeRetainedValue()
        unsafe slot.pointee = nil
        engine.closed(connection)
    }
}

/// The request line is in and untouched yet. What is returned stays with the request.
func onBegun(
    _ context: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ pointer: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let pointer = unsafe pointer, let uri = unsafe uri,
        let stored = unsafe cmhd_socket_context(pointer)
    else { return nil }
    let engine = unsafe engine(context)
    let connection = unsafe Unmanaged<Connection>.fromOpaque(stored).takeUnretainedValue()
    let target = unsafe [UInt8](UnsafeRawBufferPointer(start: uri, count: strlen(uri)))
    let now = MonotonicTime.now
    let exchange = Exchange(
        engine: engine, connection: connection, held: unsafe HeldConnection(pointer), target: target, now: now)
    engine.requestBegan(exchange, on: connection, now: now)
    // Released in onCompleted, which libmicrohttpd calls exactly once for each request that came this far.
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

/// First with the header, then with each piece of the body, then once more; and again after each resumption.
func onAccess(
    _ context: UnsafeMutableRawPointer?, _ pointer: OpaquePointer?, _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
    _ uploadSize: UnsafeMutablePointer<Int>?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let stored = unsafe slot?.pointee, let method = unsafe method, let version = unsafe version,
        let url = unsafe url, let uploadSize = unsafe uploadSize
    else { return .NO }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(stored).takeUnretainedValue()
    if exchange.isAtHead {
        return unsafe exchange.receiveHead(method: method, version: version, url: url) ? .YES : .NO
    }
    let count = unsafe uploadSize.pointee
    guard count > 0 else { return exchange.goOn() ? .YES : .NO }
    unsafe uploadSize.pointee = 0
    return unsafe exchange.receiveBody(UnsafeRawBufferPointer(start: upload, count: count)) ? .YES : .NO
}

/// A request is over, answered or not.
func onCompleted(
    _ context: UnsafeMutableRawPointer?, _ pointer: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_RequestTerminationCode
) {
    guard let slot = unsafe slot, let stored = unsafe slot.pointee else { return }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(stored).takeRetainedValue()
    unsafe slot.pointee = nil
    exchange.end(code)
}

/// A TLS handshake needs the certificate.
func onCertificate(
    _ session: gnutls_session_t?, _ authorities: UnsafePointer<gnutls_datum_t>?, _ authorityCount: Int32,
    _ algorithms: UnsafePointer<gnutls_pk_algorithm_t>?, _ algorithmCount: Int32,
    _ chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, _ length: UnsafeMutablePointer<UInt32>?,
    _ key: UnsafeMutablePointer<gnutls_privkey_t?>?
) -> Int32 {
    // libmicrohttpd keeps its connection as the session's pointer.
    guard let session = unsafe session, let pointer = unsafe gnutls_session_get_ptr(session),
        let stored = unsafe cmhd_socket_context(OpaquePointer(pointer)), let chain = unsafe chain,
        let length = unsafe length, let key = unsafe key
    else { return GNUTLS_E_INTERNAL_ERROR }
    let connection = unsafe Unmanaged<Connection>.fromOpaque(stored).takeUnretainedValue()
    guard let certificate = connection.certificate else { return GNUTLS_E_INTERNAL_ERROR }
    unsafe chain.pointee = certificate.chain
    unsafe length.pointee = certificate.count
    unsafe key.pointee = certificate.key
    return 0
}
