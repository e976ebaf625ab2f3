internal import Crypto
internal import FoundationEssentials

/// A token endpoint's answer (RFC 6749 §5.1).
struct TokenGrant: Sendable {
    /// Bytes of a token that are accepted.
    static let longestToken = 16 << 10

    let access: SecretText
    let refresh: SecretText?
    /// Seconds.
    let lifetime: Int64
    let scope: String?

    private struct Wire: Decodable {
        var access: String
        var refresh: String?
        var lifetime: Int64?
        var scope: String?

        enum CodingKeys: String, CodingKey {
            case access = "access_token"
            case refresh = "refresh_token"
            case lifetime = "expires_in"
            case scope
        }
    }

    init(_ body: [UInt8]) throws(TokenError) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(body)), Self.isToken(wire.access),
            wire.refresh.map(Self.isToken) ?? true
        else { throw .malformed }
        access = SecretText(wire.access)
        refresh = wire.refresh.map { SecretText($0) }
        lifetime = min(max(wire.lifetime ?? 3600, 1), 366 * 86_400)
        scope = wire.scope.map { String($0.prefix(1000)) }
    }

    /// Visible ASCII (RFC 6749, appendix A): what goes into a header can't end its line.
    static func isToken(_ text: String) -> Bool {
        (1...longestToken).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
