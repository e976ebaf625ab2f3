import Audio
import Catalog
import Crypto
import DiscordTypes
import FileMedia
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import VoiceNode

/// One guild's player with a real store and a real driver; voice connection and people are played by the test.
final class PlayerStage: Sendable {
    static let guild = GuildID(1)
    static let channel = ChannelID(10)
    static let text = ChannelID(20)
    /// Far beyond what anything here takes: only a test that would fail waits that long.
    private static let patience: Duration = .seconds(60)
    static let ann = Requester(user: UserID(100), name: "Ann", locale: nil)
    static let ben = Requester(user: UserID(200), name: "Ben", locale: nil)

    let store: SQLiteNodeStore
    let directory: URL
    let driver = AudioDriver(capacity: 2)
    let board = OutcomeBoard()
    let socket = RecordingSocket()
    let positions = PositionBoard()
    let environment: PlayerEnvironment
    let player: GuildPlayer
    private let running: Task<Void, Never>
    private let cipher: AES256GCM
    /// The same key again: the driver's is in use while it sends.
    private let opener: AES256GCM
    private let jobs = Atomic<Int>(0)
    private let world: World

    /// What the player is told of the world, and what it did to it.
    final class World: Sendable {
        struct State {
            var listeners = 1
            var bitrate = 64_000
            /// Who is in the channel beside Ann, as far as it matters who it is.
            var members: [UserID] = []
            /// What people were to see of the player.
            var shown: [PlayerDisplay.View?] = []
            var displayInterval: Duration = .seconds(3600)
            var locales: [String?] = []
            var obstacle: JobFailure?
            var joins: [ChannelID] = []
            var leaves = 0
            var speaking: [Bool] = []
            var notices: [Notice] = []
            /// The addresses that were opened, with whose account.
            var openings: [(address: String, member: UserID)] = []
        }
        let state = Mutex(State())
        let joined: AsyncStream<ChannelID>
        let join: AsyncStream<ChannelID>.Continuation
        let noticed: AsyncStream<Notice>
        let notice: AsyncStream<Notice>.Continuation

        init() {
            (joined, join) = AsyncStream.makeStream()
            (noticed, notice) = AsyncStream.makeStream()
        }
    }

    /// `files` are the media by URL; a URL without one is refused by its server.
    init(
        files: [String: URL], directory: URL? = nil, aloneTimeout: Duration = .seconds(300), epoch: Int64? = nil,
        failures: [String: CatalogError] = [:], music: MusicAccess = .none,
        opening: [String: @Sendable () throws -> any ByteReader] = [:]
    ) async throws {
        let directory = directory ?? FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        self.directory = directory
        let store = try await SQLiteNodeStore(
            SQLiteConfiguration(directory: directory.path), logger: Logger(label: "test"))
        self.store = store
        let key = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
        (cipher, opener) = (try AES256GCM(key: key), try AES256GCM(key: key))
        guard case .granted(let lease) = try await store.acquire(Self.guild, for: "node", lasting: .seconds(60)) else {
            throw CancellationError()
        }
        let world = World()
        self.world = world
        let (driver, board, positions) = (driver, board, positions)
        let environment = PlayerEnvironment(
            store: store,
            complete: { job, outcome in
                try? await store.complete(job.text, outcome: outcome.stored)
                board.post(outcome, of: job)
            },
            announceOutcome: { job, outcome in board.post(outcome, of: job) },
            voice: VoiceAccess(
                join: { channel in
                    world.state.withLock { $0.joins.append(channel) }
                    world.join.yield(channel)
                },
                leave: { world.state.withLock { $0.leaves += 1 } },
                setSpeaking: { isSpeaking in world.state.withLock { $0.speaking.append(isSpeaking) } }),
            people: PeopleAccess(
                voiceChannel: { member in
                    let isThere = world.state.withLock { $0.members.contains(member) }
                    return [Self.ann.user, Self.ben.user].contains(member) || isThere ? Self.channel : nil
                },
                listenerCount: { _ in world.state.withLock { $0.listeners } },
                listeners: { _ in
                    world.state.withLock { $0.members.isEmpty ? [] : [Self.ann.user] + $0.members }
                },
                obstacle: { _ in world.state.withLock { $0.obstacle } },
                bitrate: { _ in world.state.withLock { $0.bitrate } }),
            fingerprint: { nil },
            openMedia: { media, member in
                if let address = Self.address(of: media) {
                    world.state.withLock { $0.openings.append((address, member)) }
                    if let open = opening[address] { return try open() }
                }
                if let failure = Self.address(of: media).flatMap({ failures[$0] }) { throw failure }
                guard let file = Self.address(of: media).flatMap({ files[$0] }) else {
                    throw MediaProblem.refusedByServer
                }
                return try FileReader(path: file.path)
            },
            trackOptions: TrackSource.Options(),
            loudness: LoudnessBook(
                store: store,
                open: { media, _ in
                    guard case .url(let url) = media, let file = files[url] else { throw MediaProblem.refusedByServer }
                    return try FileReader(path: file.path)
                },
                options: TrackSource.Options(), now: { Int64(Date().timeIntervalSince1970 * 1000) },
                logger: Logger(label: "test")), makeCall: { driver.makeCall(handler: $0) },
            notify: { _, notice, locale in
                world.state.withLock { state in
                    state.notices.append(notice)
                    state.locales.append(locale)
                }
                world.notice.yield(notice)
            },
            positions: positions, now: { Int64(Date().timeIntervalSince1970 * 1000) }, clock: ContinuousClock(),
            aloneTimeout: aloneTimeout, lingering: .zero, logger: Logger(label: "test"),
            search: MusicSearch(
                access: music,
                personal: PersonalTracks(store: store, logger: Logger(label: "test"), history: { _, _ in [] })),
            show: { view in world.state.withLock { $0.shown.append(view) } },
            displayInterval: { world.state.withLock { $0.displayInterval } })
        self.environment = environment
        let record = try await store.queue(of: Self.guild)
        let queue =
            record.map { GuildQueue($0, epoch: lease.epoch) } ?? GuildQueue(guild: Self.guild, epoch: lease.epoch)
        let player = GuildPlayer(guild: Self.guild, queue: queue, environment: environment)
        self.player = player
        driver.start()
        running = Task { await player.run() }
    }

    private static func address(of media: RequestedMedia) -> String? {
        switch media {
        case .url(let url): url
        case .track(let track): track.link
        case .attachment, .words: nil
        }
    }

    /// Ends the player as a crash would: nothing more is stored.
    func end() async {
        running.cancel()
        await close()
    }

    /// Ends the player as a node that stops does.
    func shutDown() async {
        player.send(.shutdown)
        await close()
    }

    private func close() async {
        await running.value
        driver.stop()
        try? await store.close()
    }

    var state: World.State { world.state.withLock { $0 } }

    func set(_ change: (inout World.State) -> Void) { world.state.withLock { change(&$0) } }

    /// Sends a job and waits for its outcome.
    func ask(
        _ action: PlaybackAction, permissions: Permissions? = nil, by requester: Requester = PlayerStage.ann
    ) async throws -> JobOutcome {
        let job = try await send(action, permissions: permissions, by: requester)
        return try #require(await board.outcome(of: job, within: .seconds(20)))
    }

    func play(_ url: String) async throws -> JobOutcome {
        try await ask(.play(PlayRequest(media: .url(url))))
    }

    @discardableResult
    func send(
        _ action: PlaybackAction, permissions: Permissions? = nil, by member: Requester = PlayerStage.ann
    ) async throws -> JobID {
        let number = jobs.wrappingAdd(1, ordering: .relaxed).newValue
        let id = try #require(JobID("job-\(number)-\(UUID().uuidString)"))
        var requester = member
        requester.permissions = permissions
        let job = PlaybackJob(
            id: id, guild: Self.guild, requester: requester, textChannel: Self.text, action: action, createdAt: 0)
        _ = try await store.accept(
            JobRecord(
                id: id.text, guild: Self.guild, body: try job.json(), acceptedAt: 0, expiresAt: 4_000_000_000_000))
        player.send(.job(job))
        return id
    }

    /// Waits until the player wants to join, and lets it.
    func letJoin(reports: ReceptionReports? = nil) async {
        for await channel in world.joined {
            connect(channel, reports: reports)
            return
        }
    }

    /// Waits until the player wants to join, and lets it in as a listener only.
    func letNobodySpeak() async {
        for await channel in world.joined {
            player.send(.voice(.suppressed(true)))
            player.send(.voice(.failed(.suppressedOnStage(channel))))
            return
        }
    }

    func connect(_ channel: ChannelID = PlayerStage.channel, reports: ReceptionReports? = nil) {
        player.send(
            .voice(
                .ready(
                    channel,
                    VoicePath(
                        socket: socket, ssrc: 0xAABB_CCDD, cipher: .aes256GCM(cipher), needsEncryption: false,
                        reports: reports))))
    }

    func nextNotice() async -> Notice? {
        for await notice in world.noticed { return notice }
        return nil
    }

    /// Waits until so many packets have left, and gives them decrypted.
    func packets(_ count: Int) async throws -> [Sent] {
        let deadline = ContinuousClock.now + Self.patience
        while socket.packets.withLock({ $0.count }) < count {
            try #require(ContinuousClock.now < deadline, "only \(socket.packets.withLock { $0.count }) packets left")
            try await Task.sleep(for: .milliseconds(10))
        }
        return try socket.packets.withLock { try $0.map { try Sent($0, key: opener) } }
    }

    /// Waits until what has left is enough, and gives its frames.
    func heard(until isEnough: ([[UInt8]]) -> Bool) async throws -> [[UInt8]] {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let frames = try await packets(0).map(\.frame)
            if isEnough(frames) { return frames }
            try #require(ContinuousClock.now < deadline, "not in \(frames.count) packets")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits until the newest packets, so many of them, are this frame.
    func packetsEnd(with frame: [UInt8], times: Int) async throws {
        _ = try await heard { $0.count >= times && $0.suffix(times).allSatisfy { $0 == frame } }
    }

    /// What has left and where the player is, both of the same moment.
    func moment() async throws -> (frames: [[UInt8]], position: Int64) {
        while true {
            let before = socket.packets.withLock { $0.count }
            let position = await player.positionFrames
            let frames = try await packets(0).map(\.frame)
            if frames.count == before { return (frames, position) }
        }
    }
}

/// Short pieces of Ogg/Opus, made once by ffmpeg.
enum Tones {
    static let folder: URL = FileManager.default.temporaryDirectory.appendingPathComponent("tones-\(UUID().uuidString)")

    /// A tone of so many milliseconds.
    static func file(_ hertz: Int, milliseconds: Int) throws -> URL {
        try make(
            "sine=frequency=\(hertz):sample_rate=48000:duration=\(Double(milliseconds) / 1000)",
            ["-metadata", "title=Tone \(hertz)"])
    }

    /// White noise of so many milliseconds.
    static func noise(kilobits: Int, milliseconds: Int) throws -> URL {
        try make(
            "anoisesrc=sample_rate=48000:seed=1:duration=\(Double(milliseconds) / 1000)", ["-b:a", "\(kilobits)k"])
    }

    private static func make(_ source: String, _ options: [String]) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("\(UUID().uuidString).ogg")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-loglevel", "error", "-nostdin", "-f", "lavfi", "-i", source, "-ac", "2"]
            + ["-c:a", "libopus"] + options + [file.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return file
    }

    /// The file's packets, as `TrackSource` gives them.
    static func packets(_ file: URL) throws -> [[UInt8]] {
        let source = try TrackSource.open(try FileReader(path: file.path))
        defer { source.close() }
        var packets: [[UInt8]] = []
        var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        while true {
            var span = packet.mutableSpan
            guard let length = try source.next(into: &span) else { return packets }
            packets.append(Array(packet[0..<length]))
        }
    }
}
