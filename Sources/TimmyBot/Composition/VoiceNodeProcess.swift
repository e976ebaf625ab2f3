internal import Access
internal import Accounts
internal import Audio
internal import Catalog
internal import Crypto
internal import DAVE
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
internal import VoiceNode
internal import WebSocket

/// `timmybot voice-node`: the node and its port, put together from the settings.
struct VoiceNodeProcess {
    private let settings: Settings
    private let logger: Logger

    init(_ settings: Settings) {
        self.settings = settings
        logger = settings.logger("voice-node")
    }

    /// Runs until a signal, the parent's end or a failure nobody can mend from inside.
    func run() async throws {
        MallocArenas.limit()
        DescriptorLimit.raise()
        let credentials = try settings.credentials()
        let secret = try JobSecret.load(settings)
        guard let authentication = RequestAuthentication(secret: SecretBytes(copying: Array(secret.reveal.utf8))) else {
            throw SettingsError.malformed(.jobSecret, expected: "at least 16 characters")
        }
        let storage = SQLiteConfiguration(directory: settings.dataDirectory.path)
        let store = try await SQLiteNodeStore(storage, logger: logger)
        let discord = try DiscordClients(settings, token: credentials.token, logger: logger)
        let notice = LinkNotice(rest: discord.rest, logger: logger)
        // Read here and written by the endpoint and the terminal.
        let accessStore = try await SQLiteAccessStore(storage, logger: logger)
        let chosen = OperatorSettings(store: accessStore, maximumServers: settings.maximumServers)
        try await chosen.refresh()
        let linked = try await LinkedAccounts(
            settings, storage, switchedOff: { chosen.choices.switchedOff }, logger: logger
        ) {
            await notice.send(to: $0, about: $1, in: $2)
        }
        let node = Node(
            try configuration(credentials),
            try dependencies(
                store, discord, try await catalog(discord, linked.accounts, storage.now), chosen, storage.now),
            logger: logger)
        let page = MetricsPage()
        NodeMetrics(node: node).add(to: page)
        let server = try Server(
            configuration: serverConfiguration, router: router(node, authentication, page), logger: logger,
            observe: { page.observe($0, part: "node") })
        logger.info("listening", metadata: ["address": "\(settings.nodeBind):\(server.port)"])
        try await runUntilStopped(logger: logger) { group in
            group.addTask { try await server.run() }
            group.addTask { try await node.run() }
            group.addTask { await chosen.run() }
        }
        try await store.close()
        try await linked.close()
        try await accessStore.close()
    }

    private func configuration(_ credentials: Settings.Credentials) throws -> NodeConfiguration {
        var options = TrackSource.Options()
        options.ffmpeg.path = settings.ffmpeg
        options.spoolDirectory = settings.dataDirectory.path
        var configuration = NodeConfiguration(
            name: "\(ProcessInfo.processInfo.hostName)",
            gateway: GatewayMachine.Configuration(
                token: GatewayToken(credentials.token.reveal)),
            trackOptions: options, aloneTimeout: settings.aloneTimeout, identity: try DAVEIdentity())
        configuration.encryptsStages = settings.stageEncryptionIsOn
        configuration.version = Version.text
        return configuration
    }

    private func catalog(
        _ discord: DiscordClients, _ accounts: Accounts, _ now: @escaping @Sendable () -> Int64
    ) async throws -> Catalog {
        let sites = SiteLookup(settings: settings, logger: logger)
        let cache = try await SQLiteCatalogStore(
            SQLiteConfiguration(directory: settings.dataDirectory.path), logger: logger)
        var media = MediaFetchConfiguration()
        media.maximumNesting = settings.playlistNesting
        media.maximumDuration = .seconds(3600 * settings.trackHours)
        let catalog = Catalog(
            client: try discord.mediaClient(), sites: try await sites.start(),
            services: try services(discord, accounts),
            cache: cache, media: media, program: soundProgram, now: now, logger: logger)
        await catalog.load()
        return catalog
    }

    private var soundProgram: SoundProgram? {
        let parts = settings.providers.spotifySoundProgram
        return parts.first.map { SoundProgram(path: $0, arguments: Array(parts.dropFirst())) }
    }

    private func services(_ discord: DiscordClients, _ accounts: Accounts) throws -> MusicServices {
        let providers = settings.providers
        return MusicServices(
            accounts: accounts, client: try discord.plainClient(), spotify: providers.spotify?.apiURL,
            soundcloud: providers.soundcloud?.apiURL, appleMusic: providers.appleMusic?.apiURL,
            youtube: providers.youtube?.apiURL, limit: settings.playlistLimit)
    }

    private func dependencies(
        _ store: SQLiteNodeStore, _ discord: DiscordClients, _ catalog: Catalog, _ chosen: OperatorSettings,
        _ now: @escaping @Sendable () -> Int64
    ) throws -> NodeDependencies {
        let logger = logger
        var dependencies = NodeDependencies(
            store: store, connector: discord.socketConnector(), botInfo: { try await discord.botInfo() },
            openMedia: { catalog.reader(of: $0, for: $1) },
            noticeWords: { NoticeReply(locale: $1).text($0) },
            postMessage: { channel, text in
                do {
                    try await discord.rest.post(text: text, in: channel)
                } catch {
                    logger.info("a notice was not posted", metadata: ["channel": "\(channel)", "reason": "\(error)"])
                }
            },
            now: now)
        dependencies.playerMessages = discord.playerMessages
        dependencies.defaultVolume = { chosen.choices.defaultVolume }
        dependencies.music = MusicAccess(catalog)
        let lyrics = LyricsFinder(
            service: LRCLIB(client: try discord.plainClient(), baseURL: settings.lyricsURL))
        dependencies.findLyrics = { try await lyrics.words(of: $0) }
        return dependencies
    }

    private var serverConfiguration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.address = settings.nodeBind
        configuration.port = UInt16(settings.nodePort)
        return configuration
    }

    private func router(_ node: Node, _ authentication: RequestAuthentication, _ page: MetricsPage) -> Router {
        var router = Router()
        NodeRoutes(node: node) { request in
            authentication.accepts(
                timestamp: request.headers[RequestAuthentication.timestampHeader],
                signature: request.headers[RequestAuthentication.signatureHeader], method: request.method.name,
                target: request.target, body: request.body, at: Int64(Date().timeIntervalSince1970))
        }.add(to: &router)
        MetricsRoute(page: page, token: settings.metricsToken).add(to: &router)
        return router
    }
}
