package import Storage

/// The providers that the operator configured. What is not in here is not offered anywhere.
package struct ProviderDirectory: Sendable {
    private var oauth: [AccountProvider: OAuthProvider] = [:]
    package var appleMusic: AppleMusic?
    /// Whether members may add cookies of their own.
    package var acceptsCookies = false

    package init(_ providers: [OAuthProvider] = [], appleMusic: AppleMusic? = nil, acceptsCookies: Bool = false) {
        for provider in providers { oauth[provider.provider] = provider }
        self.appleMusic = appleMusic
        self.acceptsCookies = acceptsCookies
    }

    /// The directory without some of its providers.
    func without(_ others: Set<AccountProvider>) -> ProviderDirectory {
        guard !others.isEmpty else { return self }
        var rest = self
        for provider in others { rest.oauth[provider] = nil }
        if others.contains(.appleMusic) { rest.appleMusic = nil }
        if others.contains(.youtubeCookies) { rest.acceptsCookies = false }
        return rest
    }

    func oauth(_ provider: AccountProvider) -> OAuthProvider? { oauth[provider] }

    package func offers(_ provider: AccountProvider) -> Bool {
        switch provider {
        case .spotify, .youtube, .soundcloud: oauth[provider] != nil
        case .appleMusic: appleMusic != nil
        case .youtubeCookies: acceptsCookies
        }
    }

    /// Those that can be linked here, in the order people are shown them.
    package var offered: [AccountProvider] { AccountProvider.allCases.filter(offers) }

}
