/// What is asked of one URL on the way of a request that may be redirected.
struct TransferHop {
    let method: String
    let url: HTTPURL
    let body: [UInt8]?
    /// Whether the request has left the origin it was written for.
    private let isForeign: Bool

    init(_ order: TransferOrder) {
        self.init(method: order.request.method, url: order.url, body: order.request.body, isForeign: false)
    }

    private init(method: String, url: HTTPURL, body: [UInt8]?, isForeign: Bool) {
        self.method = method
        self.url = url
        self.body = body
        self.isForeign = isForeign
    }

    static func isRedirect(_ status: Int) -> Bool {
        [301, 302, 303, 307, 308].contains(status)
    }

    /// RFC 9110 §15.4: 307 and 308 keep method and body; the others become GET, unless the method was HEAD.
    func following(to target: HTTPURL, status: Int) -> TransferHop {
        let keeps = status == 307 || status == 308 || method == "GET" || method == "HEAD"
        return TransferHop(
            method: keeps ? method : "GET", url: target, body: keeps ? body : nil,
            isForeign: isForeign || !target.hasSameOrigin(as: url))
    }

    /// The lines for CURLOPT_HTTPHEADER: a name with a bare colon removes a field libcurl would add on its own.
    func headerLines(request: HTTPRequest) -> [String] {
        var lines = ["Expect:"]
        var hasContentType = false
        for field in request.headers.fields {
            let name = field.name.lowercased()
            if isForeign, ["authorization", "cookie", "proxy-authorization"].contains(name) { continue }
            if body == nil, name == "content-type" { continue }
            hasContentType = hasContentType || name == "content-type"
            // libcurl's spelling of a field with an empty value.
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        if body != nil, !hasContentType { lines.append("Content-Type:") }
        if let range = request.range {
            lines.append("Range: bytes=\(range.first)-\(range.last.map(String.init) ?? "")")
        }
        return lines
    }
}
