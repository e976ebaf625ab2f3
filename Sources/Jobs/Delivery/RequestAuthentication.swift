package import Crypto

/// Proves that a request to the node's internal port comes from one who knows the job secret, and was not changed on its way.
///
/// The signature is HMAC-SHA-256 over timestamp, method, target (path with query, as sent) and body, joined by newlines. The
/// first three can't contain a newline, so that no two requests have the same text. A request can be repeated by who overheard
/// it, for as long as its timestamp holds: that has no effect, since jobs are idempotent by id and all else only reads.
package struct RequestAuthentication: Sendable {
    package static let timestampHeader = "X-Timmybot-Timestamp"
    package static let signatureHeader = "X-Timmybot-Signature"
    /// How far the two clocks may be apart, in seconds.
    package static let tolerance: Int64 = 30
    /// Secrets of fewer bytes are refused.
    package static let minimumSecretSize = 16

    /// What a request carries beside its content.
    package struct Stamp: Sendable, Hashable {
        /// Seconds since 1970-01-01 UTC, in decimal.
        package var timestamp: String
        /// 64 lower-case hexadecimal digits.
        package var signature: String

        package init(timestamp: String, signature: String) {
            self.timestamp = timestamp
            self.signature = signature
        }
    }

    private let secret: SecretBytes

    /// Nil where the secret is too short to be one.
    package init?(secret: SecretBytes) {
        guard secret.count >= Self.minimumSecretSize else { return nil }
        self.secret = secret
    }

    /// `seconds` since 1970-01-01 UTC.
    package func sign(method: String, target: String, body: [UInt8], at seconds: Int64) -> Stamp {
        let timestamp = String(seconds)
        let code = code(timestamp: timestamp, method: method, target: target, body: body)
        return Stamp(timestamp: timestamp, signature: Hex.encode(code))
    }

    /// Whether the request is genuine and of now; `seconds` since 1970-01-01 UTC. Compares in constant time. Nil headers,
    /// and any other spelling of a timestamp or a signature than `sign` gives, are refused.
    package func accepts(
        timestamp: String?, signature: String?, method: String, target: String, body: [UInt8], at seconds: Int64
    ) -> Bool {
        guard let timestamp, let signature, let given = Hex.decode(signature, lowerCaseOnly: true),
            given.count == HMACSHA256.size, let stamped = Self.seconds(timestamp),
            (seconds - Self.tolerance...seconds + Self.tolerance).contains(stamped)
        else { return false }
        return ConstantTime.equal(
            given, code(timestamp: timestamp, method: method, target: target, body: body))
    }

    private func code(timestamp: String, method: String, target: String, body: [UInt8]) -> [UInt8] {
        HMACSHA256.authenticationCode(for: Array("\(timestamp)\n\(method)\n\(target)\n".utf8) + body, key: secret)
    }

    /// Ten digits: any time from 2001 to 2286.
    private static func seconds(_ text: String) -> Int64? {
        guard text.utf8.count == 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}
