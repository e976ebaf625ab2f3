/// Status line and header fields of a response, after any redirects.
package struct HTTPResponseHead: Sendable, Equatable {
    package var status: Int
    package var headers: HTTPHeaders
    /// The URL that answered.
    package var url: HTTPURL
    /// Redirects followed on the way.
    package var redirects: Int

    package init(status: Int, headers: HTTPHeaders, url: HTTPURL, redirects: Int = 0) {
        self.status = status
        self.headers = headers
        self.url = url
        self.redirects = redirects
    }
}

extension HTTPResponseHead {
    /// The announced length of the body; nil when absent or not one plain number.
    package var contentLength: UInt64? { headers["content-length"].flatMap { UInt64($0) } }
}

/// A whole response.
package struct HTTPResponse: Sendable, Equatable {
    package var head: HTTPResponseHead
    package var body: [UInt8]

    package init(head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }

    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }
}
