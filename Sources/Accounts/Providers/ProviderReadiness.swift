package import Storage

/// Whether one provider is set up, and what its operator would have to set.
package struct ProviderReadiness: Sendable, Hashable {
    package var provider: AccountProvider
    package var name: String
    /// The settings that are missing, ready to be read; nil where it is set up.
    package var missing: String?

    package init(provider: AccountProvider, name: String, missing: String?) {
        self.provider = provider
        self.name = name
        self.missing = missing
    }
}
