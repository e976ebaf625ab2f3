package import Accounts
package import DiscordTypes
internal import HTTPServer
package import Jobs
package import Storage

/// The pages about linked accounts: the way to a provider and back, and what is linked.
package struct LinkingPages: Sendable {
    private let accounts: Accounts
    private let attempts: OAuthAttempts
    private let member: MemberData
    private let now: @Sendable () -> Int64

    /// What else is kept about a member.
    package struct MemberData: Sendable {
        var erasures: MemberErasures
        var servers: any AccessLedger
        /// What the voice node keeps. Throws where it can't be asked.
        var records: @Sendable (UserID) async throws -> MemberRecords

        package init(
            erasures: MemberErasures, servers: any AccessLedger,
            records: @escaping @Sendable (UserID) async throws -> MemberRecords
        ) {
            self.erasures = erasures
            self.servers = servers
            self.records = records
        }
    }

    package init(
        accounts: Accounts, attempts: any OAuthAttemptStore, member: MemberData, now: @escaping @Sendable () -> Int64
    ) {
        self.accounts = accounts
        self.attempts = OAuthAttempts(store: attempts, now: now)
        self.member = member
        self.now = now
    }

    package func add(to pages: inout PageRoutes) {
        let site = pages.site
        TicketPage(site: site, accounts: accounts).add(to: &pages)
        let starts = RateLimit<UserID>(20, within: .seconds(600), now: now)
        OAuthPages(site: site, accounts: accounts, attempts: attempts, starts: starts).add(to: &pages)
        AppleMusicPage(site: site, accounts: accounts, uses: starts).add(to: &pages)
        CookiesPage(site: site, accounts: accounts, uses: starts).add(to: &pages)
        AccountPage(site: site, accounts: accounts, member: member).add(to: &pages)
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
