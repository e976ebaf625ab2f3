internal import Crypto
internal import FoundationEssentials

/// Whose account it is at the provider. Text of strangers; sealed where it is stored.
package struct AccountProfile: Codable, Hashable, Sendable {
    /// Characters of a name that are kept.
    static let longestName = 100

    /// The provider's own id of the account, which stays the same.
    package var id: String
    package var name: String?
    /// What the account pays for, as the provider names it: `premium`, `free`.
    package var plan: String?

    package init(id: String, name: String? = nil, plan: String? = nil) {
        self.id = String(id.prefix(Self.longestName))
        self.name = name.map { String($0.prefix(Self.longestName)) }
        self.plan = plan.map { String($0.prefix(Self.longestName)) }
    }

    var sealable: SecretText {
        get throws { SecretText(String(decoding: try JSONEncoder().encode(self), as: UTF8.self)) }
    }

    static func read(_ text: SecretText) -> AccountProfile? {
        try? JSONDecoder().decode(AccountProfile.self, from: Data(text.reveal.utf8))
    }
}
