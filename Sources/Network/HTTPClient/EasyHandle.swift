internal import CCurl

/// Owns a libcurl easy handle and the header list it points to. For one thread at a time.
@safe
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var resolveList: UnsafeMutablePointer<curl_slist>?

    init() throws(HTTPClientError) {
        guard CurlLibrary.isReady, let pointer = unsafe curl_easy_init() else {
            throw .failed(code: CURLE_FAILED_INIT.rawValue)
        }
        unsafe self.pointer = pointer
        unsafe headerList = nil
        unsafe resolveList = nil
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headerList)
        unsafe curl_slist_free_all(resolveList)
    }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try Self.check(unsafe ccurl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) throws(HTTPClientError) {
        try Self.check(unsafe ccurl_set_string(pointer, option, value))
    }

    /// In whole milliseconds, at least one: zero would mean "no limit".
    func set(_ option: CURLoption, _ value: Duration) throws(HTTPClientError) {
        let milliseconds = value / .milliseconds(1)
        try set(option, Int(min(max(milliseconds.rounded(.up), 1), 2_000_000_000)))
    }

    func setBody(_ bytes: [UInt8]) throws(HTTPClientError) {
        try Self.check(
            unsafe bytes.withUnsafeBytes { unsafe ccurl_set_body(pointer, $0.baseAddress, curl_off_t($0.count)) })
    }

    mutating func setHeaders(_ lines: [String]) throws(HTTPClientError) {
        let list = try unsafe Self.list(lines)
        try Self.check(unsafe ccurl_set_list(pointer, CURLOPT_HTTPHEADER, list))
        unsafe curl_slist_free_all(headerList)
        unsafe headerList = list
    }

    mutating func setPinnedAddresses(_ entries: [String]) throws(HTTPClientError) {
        let list = try unsafe Self.list(entries)
        try Self.check(unsafe ccurl_set_list(pointer, CURLOPT_RESOLVE, list))
        unsafe curl_slist_free_all(resolveList)
        unsafe resolveList = list
    }

    /// A count of microseconds or bytes; zero when libcurl does not know.
    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return unsafe ccurl_get_offset(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private static func list(_ lines: [String]) throws(HTTPClientError) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw .failed(code: CURLE_OUT_OF_MEMORY.rawValue)
            }
            unsafe list = longer
        }
        return unsafe list
    }

    private static func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code == CURLE_OK else { throw .failed(code: code.rawValue) }
    }
}

extension EasyHandle {
    /// What every connection has in common: no proxy or credentials from the environment, TLS 1.2 at least, the
    /// system's certificate authorities and the configured one.
    func apply(_ settings: ConnectionSettings) throws(HTTPClientError) {
        try set(CURLOPT_NOSIGNAL, 1)
        // A transfer that ends while its name is being looked up leaves the resolver's thread to end by itself. Else
        // libcurl waits for that thread, and every other transfer of the loop with it.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROXY, settings.proxy ?? "")
        if settings.proxy == nil { try set(CURLOPT_NOPROXY, "*") }
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        if let file = settings.extraCAFile {
            // Replaces the system's bundle file; the system's directory of the same authorities stays in force.
            try set(CURLOPT_CAINFO, file)
        } else if SystemAuthorities.areInDirectory {
            try set(CURLOPT_CAINFO, nil as String?)
        }
    }
}
