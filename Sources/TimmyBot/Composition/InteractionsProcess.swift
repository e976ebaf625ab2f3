internal import Access
internal import Addresses
internal import Crypto
internal import DiscordREST
internal import DiscordTypes
internal import Foundation
internal import HTTPClient
internal import HTTPServer
internal import Interactions
internal import Jobs
internal import Logging
internal import Operations
internal import Storage

/// `timmybot interactions`: the endpoint, put together from the settings.
struct InteractionsProcess {
    private let settings: Settings
    private let logger: Logger

    init(_ settings: Settings) {
        self.settings = settings
        logger = settings.logger("interactions")
    }

    /// Runs until a signal, the parent's end or a failure nobody can mend from inside.
    func run() async throws {
        DescriptorLimit.raise()
        let credentials = try settings.credentials()
        let secret = SecretBytes(copying: Array(try JobSecret.load(settings).reveal.utf8))
        let storage = SQLiteConfiguration(directory: settings.dataDirectory.path)
        let endpointStore = try await SQLiteEndpointStore(storage, logger: logger)
        let accessStore = try await SQLiteAccessStore(storage, logger: logger)
        let allowlist = Allowlist(store: accessStore, isEnforced: settings.allowlistIsOn)
        let webStore = try await SQLiteWebStore(storage, logger: logger)
        let chosen = OperatorSettings(store: accessStore, maximumServers: settings.maximumServers)
        try await chosen.refresh()
        let clients = try DiscordClients(settings, token: credentials.token, logger: logger)
        let notice = LinkNotice(rest: clients.rest, logger: logger)
        let linked = try await LinkedAccounts(
            settings, storage, switchedOff: { chosen.choices.switchedOff }, logger: logger
        ) {
            await notice.send(to: $0, about: $1, in: $2)
        }
        let page = MetricsPage()
        page.describeRequests()
        page.describeInteractions()
        let desk = OperatorsDesk(now: storage.now)
        let node = try nodeClient(secret)
        var dependencies = EndpointDependencies(
            store: endpointStore, allowlist: allowlist, denied: desk.denied, jobs: Jobs.Dispatcher(only: node),
            editOriginal: clients.editOriginal,
            observe: {
                page.observe($0)
                desk.observe($0)
            })
        dependencies.accounts = AccountDesk(linked.accounts)
        let service = try InteractionsService(
            try configuration(credentials, secret), dependencies: dependencies, log: logger)
        let web = try ThisProgram.publicFolder.map { folder in
            try WebPages(
                settings, folder: folder.path, stores: WebPages.Stores(web: webStore, access: accessStore),
                allowlist: allowlist, accounts: linked.accounts, chosen: chosen, desk: desk, node: node,
                rest: clients.rest, logger: logger)
        }
        if web == nil { logger.warning("the folder public/ was not found: there are no web pages") }
        let server = try Server(
            configuration: try serverConfiguration(), router: router(service, page, web), logger: logger,
            observe: { page.observe($0, part: "interactions") })
        logger.info("listening", metadata: ["address": "\(settings.bind):\(server.port)"])
        try await runUntilStopped(logger: logger) { group in
            group.addTask { try await server.run() }
            group.addTask { await service.run() }
            if let web { group.addTask { await web.run() } }
            group.addTask { await chosen.run() }
            group.addTask { await reloadCertificates(of: server) }
        }
        try await endpointStore.close()
        try await accessStore.close()
        try await webStore.close()
        try await linked.close()
    }

    private func configuration(
        _ credentials: Settings.Credentials, _ secret: SecretBytes
    ) throws -> InteractionsService.Configuration {
        guard let bytes = Hex.decode(credentials.publicKey) else {
            throw SettingsError.malformed(.discordPublicKey, expected: "the application's public key")
        }
        return InteractionsService.Configuration(
            publicKey: Ed25519PublicKey(bytes: bytes), replySecret: secret, publicURL: settings.publicURL)
    }

    private func nodeClient(_ secret: SecretBytes) throws -> NodeClient {
        guard let authentication = RequestAuthentication(secret: secret) else {
            throw SettingsError.malformed(.jobSecret, expected: "at least 16 characters")
        }
        let configuration = NodeClient.Configuration(url: settings.nodeURL, authentication: authentication)
        let http = try HTTPClient(configuration: NodeClient.httpConfiguration(userAgent: DiscordClients.userAgent))
        return NodeClient(configuration, http: http)
    }

    private func serverConfiguration() throws -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.address = settings.bind
        configuration.port = UInt16(settings.port)
        configuration.isPublicOverHTTPS = settings.publicURL?.hasPrefix("https://") == true
        configuration.certificate = settings.tls.map {
            ServerConfiguration.CertificateFiles(certificate: $0.certificate, key: $0.key)
        }
        configuration.trustedProxies = try settings.trustedProxies.map { text in
            guard let range = CIDR(text) else {
                throw SettingsError.malformed(.trustedProxies, expected: "networks such as 10.0.0.0/8")
            }
            return range
        }
        return configuration
    }

    private func router(_ service: InteractionsService, _ page: MetricsPage, _ web: WebPages?) -> Router {
        var router = Router()
        service.addRoutes(to: &router)
        MetricsRoute(page: page, token: settings.metricsToken).add(to: &router)
        web?.add(to: &router)
        return router
    }

    /// SIGHUP: new connections get the new certificate; open ones go on.
    private func reloadCertificates(of server: Server) async {
        for await _ in TerminationSignals([SIGHUP]).all {
            do {
                try server.reloadCertificate()
                logger.notice("the certificate was read again")
            } catch {
                logger.error("the certificate was not read again; the old one stays", metadata: ["error": "\(error)"])
            }
        }
    }
}
