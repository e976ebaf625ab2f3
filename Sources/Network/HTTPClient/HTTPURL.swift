internal import CCurl

/// An absolute http or https URL that passed a ``URLPolicy``, in the spelling of libcurl's own parser, which is also
/// the one that connects: what was checked is what is fetched.
package struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// Lower case: `http` or `https`.
    package let scheme: String
    /// As in the URL: a name, an IPv4 address in dotted form, or an IPv6 address in brackets. Never empty.
    package let host: String
    package let port: UInt16
    /// Percent-encoded path, beginning with `/`, without query.
    package let path: String
    /// The whole URL, without fragment.
    package let description: String

    /// The query with its question mark; empty when there is none.
    package let query: String

    /// What a request line asks for: path and query.
    package var target: String { path + query }

    /// What a Host line holds: the host, and the port where it is not the scheme's own.
    package var authority: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }

    package var isSecure: Bool { scheme == "https" }

    /// Whether scheme, host and port are the same, so that credentials may follow.
    package func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host.lowercased() == other.host.lowercased() && port == other.port
    }

    init(_ text: String, relativeTo base: HTTPURL?, policy: URLPolicy) throws(URLPolicyViolation) {
        try Self.checkCharacters(text)
        try policy.checkScheme(ofReference: text)
        let parts = URLParts()
        if let base { try parts.set(base.description) }
        try parts.set(text)
        scheme = parts.get(CURLUPART_SCHEME)?.lowercased() ?? ""
        try policy.checkScheme(scheme)
        guard parts.get(CURLUPART_USER) == nil, parts.get(CURLUPART_PASSWORD) == nil else {
            throw .userinfoForbidden
        }
        guard let host = parts.get(CURLUPART_HOST), !host.isEmpty,
            let port = parts.get(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ UInt16($0) }), port != 0
        else { throw .malformed }
        try policy.checkPort(port)
        parts.removeFragment()
        guard let whole = parts.get(CURLUPART_URL) else { throw .malformed }
        self.host = host
        self.port = port
        path = parts.get(CURLUPART_PATH) ?? "/"
        query = parts.get(CURLUPART_QUERY).map { "?" + $0 } ?? ""
        description = whole
    }

    /// libcurl would accept some of these bytes and encode them; a URL that holds them is a mistake or an attack.
    private static func checkCharacters(_ text: String) throws(URLPolicyViolation) {
        guard !text.isEmpty, text.utf8.count <= 8192 else { throw .malformed }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { throw .forbiddenCharacter }
        guard !text.utf8.contains(UInt8(ascii: "\\")) else { throw .malformed }
    }
}

/// Owns a CURLU.
@safe
struct URLParts: ~Copyable {
    private let handle = unsafe curl_url()

    deinit { unsafe curl_url_cleanup(handle) }

    func set(_ text: String) throws(URLPolicyViolation) {
        let code = unsafe curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE))
        switch code {
        case CURLUE_OK: return
        case CURLUE_USER_NOT_ALLOWED, CURLUE_BAD_LOGIN: throw .userinfoForbidden
        default: throw .malformed
        }
    }

    func get(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text = unsafe text else {
            return nil
        }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    func removeFragment() {
        _ = unsafe curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
    }
}
