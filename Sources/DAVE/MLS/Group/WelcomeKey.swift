internal import Crypto

/// Key and nonce of a Welcome's group info (RFC 9420 §12.4.3.1). Used for that one message only.
struct WelcomeKey {
    private let cipher: AES128GCM
    private let nonce: SecretBytes
    private static let tagSize = AES128GCM.TagSize.full.rawValue

    init(joinerSecret: SecretBytes, preSharedKeySecret: SecretBytes) throws(MLSError) {
        let secret = KeySchedule.welcomeSecret(joinerSecret: joinerSecret, preSharedKeySecret: preSharedKeySecret)
        nonce = secret.expanded(label: "nonce", context: [], count: AES128GCM.nonceSize)
        do {
            cipher = try AES128GCM(key: secret.expanded(label: "key", context: [], count: AES128GCM.keySize))
        } catch {
            throw .libraryFailure
        }
    }

    func seal(_ plaintext: [UInt8]) throws(MLSError) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: plaintext.count + Self.tagSize)
        do {
            var output = sealed.mutableSpan
            try nonce.withSpan { (nonce) throws(AEADError) in
                try cipher.seal(plaintext.span, nonce: nonce, authenticating: [UInt8]().span, into: &output)
            }
        } catch {
            throw .libraryFailure
        }
        return sealed
    }

    func open(_ sealed: [UInt8]) throws(MLSError) -> [UInt8] {
        guard sealed.count >= Self.tagSize else { throw .notDecryptable }
        var plaintext = [UInt8](repeating: 0, count: sealed.count - Self.tagSize)
        do {
            var output = plaintext.mutableSpan
            try nonce.withSpan { (nonce) throws(AEADError) in
                try cipher.open(sealed.span, nonce: nonce, authenticating: [UInt8]().span, into: &output)
            }
        } catch {
            throw error == .notAuthentic ? .notDecryptable : .libraryFailure
        }
        return plaintext
    }
}
