internal import Crypto

/// How pre-shared keys enter the key schedule (RFC 9420 §8.4).
enum PreSharedKeys {
    /// Keys of the application, and resumption keys of past epochs.
    typealias Known = [PreSharedKeyID.Kind: SecretBytes]

    /// The secret of the keys named, in this order; all zeros if there are none.
    static func secret(of ids: [PreSharedKeyID], known: Known) throws(MLSError) -> SecretBytes {
        guard ids.count <= Int(UInt16.max) else { throw .invalidProposal(.invalidPreSharedKey) }
        var secret = SecretBytes.mlsZero
        for (index, id) in ids.enumerated() {
            guard let key = known[id.kind] else { throw .missingPreSharedKey }
            let label = MLSWriter.collect { writer in
                id.write(to: &writer)
                writer.integer(UInt16(index))
                writer.integer(UInt16(ids.count))
            }
            let input = HKDF.extract(salt: .mlsZero, inputKey: key)
                .expanded(label: "derived psk", context: label, count: MLSParameters.hashSize)
            secret = HKDF.extract(salt: input, inputKey: secret)
        }
        return secret
    }
}
