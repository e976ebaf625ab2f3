import Access
import Accounts
import DiscordTypes
import Foundation
import HTTPServer
import Logging
import Storage
import Synchronization

@testable import Web

/// The whole site over real stores in a folder of its own, called without a socket.
final class TestSite: Sendable {
    static let origin = "https://music.example.org"
    static let operatorID: UInt64 = 111
    static let publicFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../public").standardizedFileURL.path

    static let providers = [
        ProviderReadiness(provider: .spotify, name: "Spotify", missing: nil),
        ProviderReadiness(provider: .soundcloud, name: "SoundCloud", missing: "TIMMYBOT_SOUNDCLOUD_CLIENT_ID"),
    ]

    let router: Router
    let discord: FakeDiscordOAuth
    let web: SQLiteWebStore
    let access: SQLiteAccessStore
    let watch: NodeWatch
    let denied: DeniedAttempts
    let times: ResponseTimes
    /// Servers in which an operator stopped the music.
    let stops = StoppedGuilds()
    let rooms = FakeRooms()
    let nodes = NodeList()
    private let clock: Clock
    private let path: String

    init(
        _ adjust: (inout WebService.Configuration, inout WebService.Dependencies) -> Void = { _, _ in },
        others: (inout PageRoutes) -> Void = { _ in }
    ) async throws {
        path = NSTemporaryDirectory() + "timmybot-web-" + UUID().uuidString
        let clock = Clock()
        self.clock = clock
        var storage = SQLiteConfiguration(directory: path)
        storage.busyTimeout = .seconds(20)
        storage.deadline = .seconds(30)
        storage.now = { clock.now }
        web = try await SQLiteWebStore(storage, logger: Logger(label: "test"))
        access = try await SQLiteAccessStore(storage, logger: Logger(label: "test"))
        discord = try FakeDiscordOAuth()
        var configuration = WebService.Configuration(
            folder: Self.publicFolder, publicURL: Self.origin, operators: [UserID(Self.operatorID)], now: { clock.now })
        let settings = OperatorSettings(store: access, maximumServers: 2)
        var dependencies = WebService.Dependencies(
            sessions: web, attempts: web, servers: access,
            register: ServerRegister(
                store: access, cap: { () throws(StoreError) in try await settings.maximumServers() }, now: { clock.now }
            ),
            invite: { InviteLink.address(application: ApplicationID(4242), guild: $0, base: "https://discord.com") },
            operating: nil, discord: try discord.client())
        watch = NodeWatch(
            listen: { _, _ in throw CancellationError() }, store: web, now: { clock.now }, log: Logger(label: "test"))
        denied = DeniedAttempts(now: { clock.now })
        times = ResponseTimes(now: { clock.now })
        let (stopped, rooms) = (stops, rooms)
        let known = nodes
        dependencies.operating = WebService.OperatorPages(
            observatory: Observatory(
                servers: access, usage: web, watch: watch, times: times, denied: denied, settings: settings,
                prices: [("machine", 7.5), ("traffic", 2)], nodes: { known.all }, now: { clock.now }),
            settings: settings, providers: Self.providers, stop: { guild, _, _ in stopped.add(guild) },
            rooms: rooms.asked)
        adjust(&configuration, &dependencies)
        let service = try WebService(configuration, dependencies: dependencies, log: Logger(label: "test"))
        var router = Router()
        service.addRoutes(to: &router, others: others)
        self.router = router
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var now: Int64 { clock.now }

    func advance(by duration: Duration) { clock.time.withLock { $0 += Int64(duration / .milliseconds(1)) } }

    /// Every byte of the database files.
    func storedBytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: path).reduce(into: Data()) { all, name in
            all += try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
        }
    }

    private final class Clock: Sendable {
        let time = Mutex<Int64>(1_790_000_000_000)
        var now: Int64 { time.withLock { $0 } }
    }
}

/// Where playback was stopped.
final class StoppedGuilds: Sendable {
    private let guilds = Mutex<[GuildID]>([])

    var all: [GuildID] { guilds.withLock { $0 } }

    func add(_ guild: GuildID) { guilds.withLock { $0.append(guild) } }
}

/// The voice nodes that the settings name.
final class NodeList: Sendable {
    private let nodes = Mutex<[KnownNode]>([])

    var all: [KnownNode] { nodes.withLock { $0 } }

    func set(_ known: [KnownNode]) { nodes.withLock { $0 = known } }
}
