package import Access
package import Accounts
internal import Addresses
package import DiscordTypes
package import HTTPServer
package import Logging
package import Storage

/// The web pages as a part of the program.
package struct WebService: Sendable {
    package struct Configuration: Sendable {
        /// The folder `public/`.
        package var folder: String
        /// As browsers see the site: `TIMMYBOT_PUBLIC_URL`.
        package var publicURL: String?
        package var operators: [UserID]
        /// Milliseconds since 1970-01-01 UTC.
        package var now: @Sendable () -> Int64

        package init(
            folder: String, publicURL: String?, operators: [UserID], now: @escaping @Sendable () -> Int64
        ) {
            self.folder = folder
            self.publicURL = publicURL
            self.operators = operators
            self.now = now
        }

        /// What a browser writes as `Origin` for a page of the site.
        package var origin: String? {
            publicURL.map { url in
                let scheme = url.prefix { $0 != ":" }
                let host = url.dropFirst(scheme.count + 3).prefix { $0 != "/" }
                return "\(scheme)://\(host)"
            }
        }
    }

    /// What the operators' pages need.
    package struct OperatorPages: Sendable {
        package var observatory: Observatory
        package var settings: OperatorSettings
        /// Every provider, with what is missing where it isn't set up.
        package var providers: [ProviderReadiness]
        /// Stops what plays in a server, in an operator's name. Throws where the node can't be asked.
        package var stop: @Sendable (GuildID, UserID, String) async throws -> Void
        package var rooms: ServerRooms

        package init(
            observatory: Observatory, settings: OperatorSettings, providers: [ProviderReadiness],
            stop: @escaping @Sendable (GuildID, UserID, String) async throws -> Void, rooms: ServerRooms
        ) {
            self.observatory = observatory
            self.settings = settings
            self.providers = providers
            self.stop = stop
            self.rooms = rooms
        }
    }

    /// What the pages ask of the rest of the program.
    package struct Dependencies: Sendable {
        package var sessions: any WebSessionStore
        package var attempts: any OAuthAttemptStore
        package var servers: any ServerStore & AccessLedger
        /// Decides at once for this process, and within the operators' cap.
        package var register: ServerRegister
        /// Where a server's manager adds the bot; nil where the bot's id is not set.
        package var invite: (@Sendable (GuildID) -> String)?
        /// What operators look at; nil leaves their pages out.
        package var operating: OperatorPages?
        /// Nil where Discord's client secret or the public address is not set: nobody can sign in then.
        package var discord: DiscordOAuth?

        package init(
            sessions: any WebSessionStore, attempts: any OAuthAttemptStore, servers: any ServerStore & AccessLedger,
            register: ServerRegister, invite: (@Sendable (GuildID) -> String)?, operating: OperatorPages?,
            discord: DiscordOAuth?
        ) {
            self.sessions = sessions
            self.attempts = attempts
            self.servers = servers
            self.register = register
            self.invite = invite
            self.operating = operating
            self.discord = discord
        }
    }

    package static let signInCallback = SignIn.callbackPath

    package let site: Site
    package let attempts: OAuthAttempts
    private let configuration: Configuration
    private let dependencies: Dependencies

    /// Throws where the templates are not whole.
    package init(_ configuration: Configuration, dependencies: Dependencies, log: Logger) throws {
        self.configuration = configuration
        self.dependencies = dependencies
        attempts = OAuthAttempts(store: dependencies.attempts, now: configuration.now)
        site = Site(
            renderer: try PageRenderer(folder: configuration.folder + "/pages"),
            sessions: Sessions(store: dependencies.sessions, now: configuration.now), origin: configuration.origin,
            operators: Set(configuration.operators), canSignIn: dependencies.discord != nil, log: log)
    }

    /// Adds every page. `others` adds those of other parts of the program.
    package func addRoutes(to router: inout Router, others: (inout PageRoutes) -> Void = { _ in }) {
        var pages = PageRoutes(router, site: site)
        Assets(folder: configuration.folder).add(to: &pages)
        HomePage(site: site).add(to: &pages)
        SessionsPage(site: site).add(to: &pages)
        AccessPage(site: site).add(to: &pages)
        let requests = AccessRequests(
            register: dependencies.register, ledger: dependencies.servers, servers: dependencies.servers,
            now: configuration.now)
        RequestPage(site: site, requests: requests).add(to: &pages)
        RequestsPage(site: site, requests: requests, invite: dependencies.invite).add(to: &pages)
        if let discord = dependencies.discord {
            let starts = RateLimit<IPAddress?>(30, within: .seconds(600), now: configuration.now)
            SignIn(site: site, attempts: attempts, discord: discord, starts: starts).add(to: &pages)
        } else {
            pages.page("/sign-in") { _, _ in
                throw HTTPError(.serviceUnavailable, "The operator has not set up signing in with Discord.")
            }
        }
        addOperatorPages(to: &pages)
        others(&pages)
        // Whatever no other route has; the last one, since among patterns the first one wins.
        pages.page("/{path...}") { _, _ in throw HTTPError(.notFound) }
        router = pages.router
    }

    private func addOperatorPages(to pages: inout PageRoutes) {
        guard let operating = dependencies.operating else { return }
        let observatory = operating.observatory
        OverviewPage(site: site, observatory: observatory).add(to: &pages)
        ServersPage(site: site, observatory: observatory).add(to: &pages)
        ServerPage(site: site, observatory: observatory, register: dependencies.register, stop: operating.stop)
            .add(to: &pages)
        RoomPage(site: site, observatory: observatory, rooms: operating.rooms).add(to: &pages)
        NodesPage(site: site, observatory: observatory).add(to: &pages)
        AuditPage(site: site, servers: dependencies.servers).add(to: &pages)
        UsagePage(site: site, observatory: observatory).add(to: &pages)
        OperatorSettingsPage(
            site: site, settings: operating.settings, providers: operating.providers, links: observatory.links,
            now: configuration.now
        ).add(to: &pages)
    }
}
