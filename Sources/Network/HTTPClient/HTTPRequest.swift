/// One request and its limits. Nothing is checked before it is sent.
package struct HTTPRequest: Sendable {
    package enum Version: Sendable {
        /// HTTP/2 where the server offers it over TLS, else HTTP/1.1.
        case any
        /// One connection a response, so that a reader who stops reading really stops the sender.
        case http1
    }

    package struct LowSpeed: Sendable, Equatable {
        package var bytesPerSecond: Int
        package var during: Duration

        package init(bytesPerSecond: Int, during: Duration) {
            self.bytesPerSecond = bytesPerSecond
            self.during = during
        }
    }

    package var method: String
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]?
    /// First and last byte wanted (inclusive); a nil last byte means to the end.
    package var range: (first: UInt64, last: UInt64?)?
    /// From start to the last byte, redirects included. Nil: the client's default for `send`, none for `stream`.
    package var timeout: Duration?
    /// For resolving, connecting and TLS together. Nil: the client's default.
    package var connectTimeout: Duration?
    /// Nil: no limit. Time in which a stream's reader has paused it does not count.
    package var lowSpeed: LowSpeed?
    /// Bytes of body accepted, after decompression. Nil: the client's default for `send`, none for `stream`.
    package var maximumBodySize: Int?
    /// Redirects followed. Each target passes the client's ``URLPolicy`` and ``AddressGuard`` anew; from https never
    /// to http; credentials stay behind when the origin changes.
    package var followRedirects = 0
    /// Asks for gzip and the like, and undoes it.
    package var acceptsCompression = false
    /// Nil: `any` for `send`, `http1` for `stream`.
    package var version: Version?
    /// Entries `host:port:address` that replace name resolution for this request, in libcurl's CURLOPT_RESOLVE form.
    package var pinnedAddresses: [String] = []

    package init(
        _ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        timeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}
