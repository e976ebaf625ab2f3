package import Accounts
internal import DiscordTypes
internal import HTTPServer
internal import Storage

/// The pages about linked accounts: the way to a provider and back, and what is linked.
package struct LinkingPages: Sendable {
    private let accounts: Accounts
    private let now: @Sendable () -> Int64

    package init(accounts: Accounts, now: @escaping @Sendable () -> Int64) {
        self.accounts = accounts
        self.now = now
    }

    package func add(to pages: inout PageRoutes) {
        let site = pages.site
        TicketPage(site: site, accounts: accounts).add(to: &pages)
        let starts = RateLimit<UserID>(20, within: .seconds(600), now: now)
        OAuthPages(site: site, accounts: accounts, starts: starts).add(to: &pages)
        AppleMusicPage(site: site, accounts: accounts, uses: starts).add(to: &pages)
        CookiesPage(site: site, accounts: accounts, uses: starts).add(to: &pages)
        AccountPage(site: site, accounts: accounts).add(to: &pages)
    }
}

extension AccountProvider {
    /// Where linking it begins.
    var startPath: String {
        switch self {
        case .spotify, .youtube, .soundcloud: "/link/\(rawValue)/start"
        case .appleMusic, .youtubeCookies: "/link/\(rawValue)"
        }
    }

    /// Providers that are linked on a consent page of theirs.
    static let withConsentPage: [AccountProvider] = [.spotify, .youtube, .soundcloud]
}
