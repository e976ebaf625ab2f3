internal import Crypto

/// The stored form: version, length of the key's id, the id, 24 bytes of nonce, ciphertext and tag.
struct SealedValue {
    static let version: UInt8 = 1

    let key: KeyID
    let nonce: ArraySlice<UInt8>
    let box: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) throws(VaultError) {
        guard bytes.count > 2, bytes[0] == Self.version else { throw .malformed }
        let nonce = 2 + Int(bytes[1])
        let box = nonce + XChaCha20Poly1305.nonceSize
        guard bytes.count >= box + XChaCha20Poly1305.tagSize,
            let key = KeyID(String(decoding: bytes[2..<nonce], as: UTF8.self))
        else { throw .malformed }
        self.key = key
        self.nonce = bytes[nonce..<box]
        self.box = bytes[box...]
    }

    static func encode(key: KeyID, nonce: [UInt8], box: [UInt8]) -> [UInt8] {
        let id = Array(key.description.utf8)
        return [version, UInt8(id.count)] + id + nonce + box
    }
}
