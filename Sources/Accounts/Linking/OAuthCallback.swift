internal import Crypto

/// The query of a callback, read strictly: nothing is asked of a provider unless it has exactly the parts of RFC 6749 §4.1.2.
package struct OAuthCallback: Sendable {
    enum Result: Sendable {
        case code(SecretText)
        /// The provider's error code; only those of the standard keep their name.
        case error(String)
    }

    private static let longestCode = 4096
    private static let errors: Set<String> = [
        "access_denied", "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
        "server_error", "temporarily_unavailable",
    ]

    let state: OneTimeSecret
    let issuer: String?
    let result: Result

    /// From the decoded pairs of the query, in any order. Throws `malformedCallback`.
    package init(_ pairs: [(name: String, value: String)]) throws(LinkError) {
        var values: [String: String] = [:]
        for (name, value) in pairs {
            guard values.updateValue(value, forKey: name) == nil, values.count <= 32 else { throw .malformedCallback }
        }
        guard let state = values["state"].flatMap({ OneTimeSecret($0) }) else { throw .malformedCallback }
        self.state = state
        issuer = values["iss"]
        switch (values["code"], values["error"]) {
        case (let code?, nil):
            guard (1...Self.longestCode).contains(code.utf8.count), code.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw .malformedCallback }
            result = .code(SecretText(code))
        case (nil, let error?): result = .error(Self.errors.contains(error) ? error : "unknown error")
        default: throw .malformedCallback
        }
    }
}
