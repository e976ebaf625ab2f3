package import Crypto

/// The vault's keys. The last one seals; all of them open.
///
/// As text: a line `<id> <64 hexadecimal digits>` for each key, oldest first; `#` begins a comment line. Lines may also be
/// separated by commas, for the environment.
package struct KeyRing: Sendable {
    /// A ring that has grown beyond this is a mistake.
    static let maximumCount = 64

    private let keys: [KeyID: XChaCha20Poly1305]
    /// Oldest first; never empty.
    package let ids: [KeyID]

    /// The key that seals.
    package let current: KeyID

    /// Throws `malformedKeys` with the number of the first line that is wrong.
    package init(text: String) throws(VaultError) {
        var keys: [KeyID: XChaCha20Poly1305] = [:]
        var ids: [KeyID] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (number, line) in lines.enumerated() where !line.drop(while: \.isWhitespace).hasPrefix("#") {
            for entry in line.split(separator: ",") {
                let words = entry.split(whereSeparator: \.isWhitespace)
                guard let first = words.first else { continue }
                guard words.count == 2, let id = KeyID(String(first)), keys[id] == nil, ids.count < Self.maximumCount,
                    let key = Self.key(words[1])
                else { throw .malformedKeys(line: number + 1) }
                keys[id] = key
                ids.append(id)
            }
        }
        guard let current = ids.last else { throw .malformedKeys(line: 1) }
        self.keys = keys
        self.ids = ids
        self.current = current
    }

    func cipher(_ id: KeyID) -> XChaCha20Poly1305? {
        keys[id]
    }

    /// The text line of a new random key. Whoever writes it out must keep it from other users.
    package static func newLine(id: KeyID) -> SecretText {
        SecretText("\(id) \(Hex.encode(RandomBytes.make(XChaCha20Poly1305.keySize)))")
    }

    private static func key(_ digits: Substring) -> XChaCha20Poly1305? {
        guard var bytes = Hex.decode(digits) else { return nil }
        return try? XChaCha20Poly1305(key: SecretBytes(wiping: &bytes))
    }
}
