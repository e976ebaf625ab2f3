/// Why a secret was not sealed or opened. None carries a key or a secret.
package enum VaultError: Error, Hashable, Sendable {
    /// The key file is missing, unreadable or open to others; the text says which, for the operator.
    case keysUnavailable(String)
    /// A line of the keys is not `<id> <64 hexadecimal digits>`, repeats an id, or there is no key at all.
    case malformedKeys(line: Int)
    /// Sealed by a key that is not in the ring (any more).
    case unknownKey(KeyID)
    /// Not the bytes that were sealed, or sealed for another user, provider or field.
    case notAuthentic
    /// Not of a form that any version of the vault wrote.
    case malformed
}

extension VaultError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keysUnavailable(let reason): "the vault's keys can't be used: \(reason)"
        case .malformedKeys(let line):
            "the vault's keys are malformed in line \(line): expected an id and 64 hexadecimal digits"
        case .unknownKey(let id): "sealed with the key \(id), which is not in the vault's keys"
        case .notAuthentic: "a sealed value was altered or belongs elsewhere"
        case .malformed: "a sealed value has an unknown form"
        }
    }
}
