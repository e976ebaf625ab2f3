internal import COpenSSL

extension P256PrivateKey {
    /// Bytes of PEM that are looked at; a key of this curve needs a few hundred.
    private static let longestPEM = 8 << 10

    /// A key as providers hand it out: PKCS#8 or SEC 1 in PEM, without a passphrase.
    package init(pem: SecretText) throws(P256Error) {
        let text = Array(pem.reveal.utf8CString.dropLast())
        guard text.count <= Self.longestPEM else { throw .invalidScalar }
        try self.init(
            scalar: SecretBytes(count: Self.size) { (output) throws(P256Error) in
                let isRead = unsafe output.withPointer { output, _ in
                    unsafe copenssl_p256_scalar(text, Int32(text.count), output) == 1
                }
                guard isRead else { throw .invalidScalar }
            })
    }

    /// The signature as JSON Web Signatures carry it: r and s, 32 bytes each (RFC 7518 §3.4).
    package func concatenatedSignature(for message: [UInt8]) throws(P256Error) -> [UInt8] {
        let der = try signature(for: message)
        var raw = [UInt8](repeating: 0, count: 64)
        guard unsafe copenssl_ecdsa_concatenated(der, der.count, &raw) == 1 else { throw .libraryFailure }
        return raw
    }
}
