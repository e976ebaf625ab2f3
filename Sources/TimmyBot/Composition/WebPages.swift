internal import Access
internal import Accounts
internal import Crypto
internal import DiscordREST
internal import DiscordTypes
internal import Foundation
internal import HTTPClient
internal import HTTPServer
internal import Jobs
internal import Logging
internal import Operations
internal import Storage
internal import Web

/// The web pages, put together from the settings.
struct WebPages {
    struct Stores {
        var web: SQLiteWebStore
        var access: SQLiteAccessStore
    }

    private let service: WebService
    private let watch: NodeWatch
    private let followUp: AccessFollowUp
    private let erasures: MemberErasures
    /// Nil where no public address is set, to which browsers could come back.
    private let linking: LinkingPages?

    init(
        _ settings: Settings, folder: String, stores: Stores, allowlist: Allowlist, accounts: Accounts,
        chosen: OperatorSettings, desk: OperatorsDesk, node: NodeClient, rest: RESTClient, logger: Logger
    ) throws {
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        let register = ServerRegister(
            store: stores.access, allowlist: allowlist,
            cap: { () throws(StoreError) in try await chosen.maximumServers() }, now: now)
        watch = NodeWatch(
            listen: { opened, receive in try await node.events(opened: opened, receive) }, store: stores.web, now: now,
            log: logger)
        let outside = AccessOutside(rest: rest, node: node, now: now, logger: logger)
        let webhook = try OperatorWebhook(settings, logger: logger)
        let tellOperators: (@Sendable (String) async -> Bool)? = webhook.map { hook in
            { @Sendable (text: String) async -> Bool in await hook.post(text) }
        }
        followUp = AccessFollowUp(
            servers: stores.access, cursor: stores.web,
            outside: AccessFollowUp.Outside(
                tellOperators: tellOperators, tellPerson: { await outside.tell($0, $1) },
                leave: { await outside.leave($0) }),
            publicURL: settings.publicURL, now: now, log: logger)
        let observatory = Observatory(
            servers: stores.access, usage: stores.web, watch: watch, times: desk.times, denied: desk.denied,
            settings: chosen, prices: settings.prices, links: { await accounts.figures(now: now(), log: logger) },
            nodes: { [KnownNode(address: settings.nodeURL, reports: try? await node.nodes())] }, now: now)
        erasures = MemberErasures(
            store: stores.web, accounts: accounts, eraseAtNode: { try await node.erase($0, before: $1) }, now: now,
            log: logger)
        let member = LinkingPages.MemberData(
            erasures: erasures, servers: stores.access, records: { try await node.records(of: $0) })
        linking =
            settings.publicURL == nil
            ? nil : LinkingPages(accounts: accounts, attempts: stores.web, member: member, now: now)
        service = try WebService(
            WebService.Configuration(
                folder: folder, publicURL: settings.publicURL, operators: settings.operatorIDs, now: now),
            dependencies: WebService.Dependencies(
                sessions: stores.web, attempts: stores.web, servers: stores.access, register: register,
                invite: Self.invite(settings),
                operating: WebService.OperatorPages(
                    observatory: observatory, settings: chosen, providers: settings.providers.readiness,
                    stop: { try await outside.stop($0, by: $1, named: $2) },
                    rooms: ServerRooms(
                        rules: { try await outside.rules(of: $0, for: $1, named: $2) },
                        change: { try await outside.change($0, in: $1, by: $2, named: $3) },
                        names: { await outside.names(in: $0) })),
                discord: try Self.discord(settings)),
            log: logger)
    }

    /// What goes on beside the pages, until cancelled.
    func run() async {
        async let watching: Void = watch.run()
        async let following: Void = followUp.run()
        async let erasing: Void = erasures.run()
        _ = await (watching, following, erasing)
    }

    func add(to router: inout Router) {
        service.addRoutes(to: &router) { linking?.add(to: &$0) }
    }

    private static func invite(_ settings: Settings) -> (@Sendable (GuildID) -> String)? {
        guard let application = settings.applicationID else { return nil }
        let base = settings.discordOAuthURL
        return { InviteLink.address(application: application, guild: $0, base: base) }
    }

    /// Nil where something that a sign-in needs is not set.
    private static func discord(_ settings: Settings) throws -> DiscordOAuth? {
        guard let publicURL = settings.publicURL, let application = settings.applicationID,
            let secret = settings.discordClientSecret
        else { return nil }
        let http = try HTTPClient(
            configuration: HTTPClientConfiguration(
                userAgent: "DiscordBot (\(DiscordClients.projectURL), \(Version.text))",
                connection: ConnectionSettings(extraCAFile: settings.caFile, connectTimeout: .seconds(4))))
        return DiscordOAuth(
            DiscordOAuth.Configuration(
                clientID: "\(application)", clientSecret: SecretBytes(copying: Array(secret.reveal.utf8)),
                oauthURL: settings.discordOAuthURL, apiURL: settings.discordAPIURL,
                redirectURI: publicURL + WebService.signInCallback),
            http: http)
    }
}
