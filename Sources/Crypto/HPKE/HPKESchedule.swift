/// Key and nonce of one HPKE message in base mode (RFC 9180 §5.1).
struct HPKESchedule {
    let key: SecretBytes
    let nonce: SecretBytes

    private static let baseMode: UInt8 = 0

    init(sharedSecret: SecretBytes, info: [UInt8]) {
        let nothing = SecretBytes(copying: [])
        let labels = HPKELabels.hpke
        let identifierHash = labels.extract(label: "psk_id_hash", nothing)
        let infoHash = labels.extract(label: "info_hash", SecretBytes(copying: info))
        var context = [Self.baseMode]
        for hash in [identifierHash, infoHash] {
            hash.withSpan { hash in
                for index in hash.indices { context.append(hash[index]) }
            }
        }
        let secret = labels.extract(salt: sharedSecret, label: "secret", nothing)
        key = labels.expand(secret, label: "key", context, count: AES128GCM.keySize)
        nonce = labels.expand(secret, label: "base_nonce", context, count: AES128GCM.nonceSize)
    }
}
