/// HKDF with the labels of RFC 9180 §4, bound to a suite.
struct HPKELabels {
    /// DHKEM(P-256, HKDF-SHA256), 0x0010.
    static let kem = HPKELabels(suite: Array("KEM".utf8) + [0x00, 0x10])
    /// The same with HKDF-SHA256 (0x0001) and AES-128-GCM (0x0001).
    static let hpke = HPKELabels(suite: Array("HPKE".utf8) + [0x00, 0x10, 0x00, 0x01, 0x00, 0x01])

    private let prefix: [UInt8]

    private init(suite: [UInt8]) {
        prefix = Array("HPKE-v1".utf8) + suite
    }

    func extract(salt: SecretBytes = SecretBytes(copying: []), label: String, _ secret: SecretBytes) -> SecretBytes {
        let labelled = prefix + Array(label.utf8)
        let input = SecretBytes(count: labelled.count + secret.count) { output in
            for index in labelled.indices { output[index] = labelled[index] }
            secret.withSpan { secret in
                for index in secret.indices { output[labelled.count + index] = secret[index] }
            }
        }
        return HKDF.extract(salt: salt, inputKey: input)
    }

    /// `count` is a size of this suite, at most 32.
    func expand(_ key: SecretBytes, label: String, _ info: [UInt8], count: Int) -> SecretBytes {
        let labelled = [UInt8(count >> 8), UInt8(count & 255)] + prefix + Array(label.utf8) + info
        return SecretBytes(count: count) { output in
            key.withSpan { HKDF.expand($0, info: labelled.span, into: &output) }
        }
    }
}
