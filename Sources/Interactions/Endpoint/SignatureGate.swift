package import Crypto

/// Decides whether a request was signed by Discord just now. Nothing of its body is looked at before.
package struct SignatureGate: Sendable {
    /// Why a request gets 401. The client is not told.
    package enum Refusal: Error, Hashable, Sendable {
        /// A header is missing or there are two.
        case headers
        /// Not exactly ten decimal digits: timestamp and body are signed without anything between them, so a digit moved
        /// from one to the other would keep the signature valid.
        case timestamp
        /// Rightly signed, but so far from our clock: an old request sent again, or a clock that is wrong.
        case outsideWindow(seconds: Int64)
        /// Not exactly 128 lower-case hexadecimal digits, Discord's own spelling.
        case signatureForm
        case signature
    }

    package static let signatureHeader = "X-Signature-Ed25519"
    package static let timestampHeader = "X-Signature-Timestamp"
    /// Seconds that the timestamp may be away from our clock, in both directions.
    static let window: Int64 = 300

    private let key: Ed25519PublicKey

    package init(key: Ed25519PublicKey) {
        self.key = key
    }

    /// `signatures` and `timestamps` are the values of all headers of those names; `now` is in seconds since 1970.
    func refusal(signatures: [String], timestamps: [String], body: [UInt8], now: Int64) -> Refusal? {
        guard signatures.count == 1, timestamps.count == 1, let signature = signatures.first,
            let timestamp = timestamps.first
        else { return .headers }
        guard timestamp.utf8.count == 10, timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let time = Int64(timestamp)
        else { return .timestamp }
        guard signature.utf8.count == 2 * Ed25519PublicKey.signatureSize,
            let bytes = Hex.decode(signature, lowerCaseOnly: true)
        else { return .signatureForm }
        var message = Array(timestamp.utf8)
        message.append(contentsOf: body)
        guard key.isValid(signature: bytes, for: message) else { return .signature }
        // Last, so that it means what it says: Discord did sign this, at another time than now.
        return abs(now - time) <= Self.window ? nil : .outsideWindow(seconds: time - now)
    }
}
