internal import Crypto
internal import DiscordTypes
package import Storage
package import Vault

/// Seals what linked accounts consist of, each part bound to its member, provider and place.
package struct AccountSeal: Sendable {
    enum Field: String {
        case access = "access-token"
        case refresh = "refresh-token"
        case profile
    }

    private let vault: Vault

    package init(_ vault: Vault) {
        self.vault = vault
    }

    func seal(_ secret: SecretText, _ field: Field, of user: UserID, at provider: AccountProvider) throws(VaultError)
        -> [UInt8]
    {
        try vault.seal(secret.bytes, for: Self.context(field, user, provider))
    }

    func open(_ sealed: [UInt8], _ field: Field, of user: UserID, at provider: AccountProvider) throws(VaultError)
        -> SecretText
    {
        let secret = try vault.open(sealed, for: Self.context(field, user, provider))
        return secret.withSpan { bytes in
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count)
            for index in bytes.indices { text.append(bytes[index]) }
            defer { SecretBytes.wipe(&text) }
            return SecretText(String(decoding: text, as: UTF8.self))
        }
    }

    /// The record with everything sealed by the current key; nil where it is so already.
    package func resealed(_ record: LinkedAccountRecord) throws(VaultError) -> LinkedAccountRecord? {
        var result = record
        for (part, field) in Self.parts {
            guard let sealed = record[keyPath: part], try vault.isStale(sealed) else { continue }
            let context = Self.context(field, record.user, record.provider)
            result[keyPath: part] = try vault.seal(vault.open(sealed, for: context), for: context)
        }
        return result == record ? nil : result
    }

    /// The keys that sealed the parts of a record.
    package static func keys(of record: LinkedAccountRecord) -> Set<KeyID> {
        Set(parts.compactMap { part, _ in record[keyPath: part].flatMap(Vault.key) })
    }

    private static var parts: [(WritableKeyPath<LinkedAccountRecord, [UInt8]?>, Field)] {
        [(\.sealedAccess, .access), (\.sealedRefresh, .refresh), (\.sealedProfile, .profile)]
    }

    private static func context(_ field: Field, _ user: UserID, _ provider: AccountProvider) -> SealContext {
        SealContext(user: user.rawValue, provider: provider.rawValue, field: field.rawValue)
    }
}
