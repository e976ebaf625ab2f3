/// What a sealed value belongs to. It is authenticated with the value, which opens nowhere else: rows can't be exchanged.
package struct SealContext: Hashable, Sendable {
    package var user: UInt64
    package var provider: String
    package var field: String

    package init(user: UInt64, provider: String, field: String) {
        self.user = user
        self.provider = provider
        self.field = field
    }

    /// `v1|kid|user|provider|field`. A key id and a number hold no bar; a bar in the other two would make contexts ambiguous.
    func associatedData(_ key: KeyID) throws(VaultError) -> [UInt8] {
        guard !provider.utf8.contains(UInt8(ascii: "|")), !field.utf8.contains(UInt8(ascii: "|")) else {
            throw .malformed
        }
        return Array("v\(SealedValue.version)|\(key)|\(user)|\(provider)|\(field)".utf8)
    }
}
