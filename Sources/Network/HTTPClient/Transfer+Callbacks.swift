internal import Addresses
internal import CCurl
internal import Glibc

// libcurl's callbacks for a ``Transfer``. `context` is the transfer, which outlives its handle's stay in the loop.

func transferHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer.receiveHeader(line) ? size * count : 0
}

func transferBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    if unsafe transfer.receiveBody(part) { return size * count }
    // Anything but the size aborts; an empty part needs a value that differs from it.
    return size * count == 0 ? 1 : 0
}

func transferOpenSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe openSocket(address) { transfer.permits($0) }
}

func transferTLSStart(
    _ easy: UnsafeMutableRawPointer?, _ tls: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    guard let context = unsafe context else { return CURLE_ABORTED_BY_CALLBACK }
    unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().hasBegunTLS = true
    return CURLE_OK
}

/// Opens the socket libcurl asks for if `permits` allows its address.
func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>, permits: (IPAddress?) -> Bool) -> curl_socket_t {
    let ip = unsafe withUnsafePointer(to: &address.pointee.addr) {
        unsafe IPAddress(socketAddress: $0, length: Int(address.pointee.addrlen))
    }
    guard permits(ip) else { return CURL_SOCKET_BAD }
    return unsafe socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
