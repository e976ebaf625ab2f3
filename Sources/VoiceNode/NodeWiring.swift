internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// How the node's parts are put together. The players and what reports to them refer to each other; the knot is tied here.
struct NodeWiring {
    let players: GuildPlayers
    let intake: JobIntake
    let search: MusicSearch
    let displays: PlayerDisplays

    init(
        configuration: NodeConfiguration, dependencies: NodeDependencies, directory: GuildDirectory,
        driver: AudioDriver, connections: VoiceConnections, positions: PositionBoard, notices: NoticePost,
        board: OutcomeBoard, logger: Logger
    ) {
        let knot = Knot()
        let loudness = LoudnessBook(
            store: dependencies.store, open: dependencies.openMedia, options: configuration.trackOptions,
            now: dependencies.now, logger: logger)
        let tell = { @Sendable channel, notice, locale in notices.send(notice, to: channel, in: locale) }
        let displays = PlayerDisplays(dependencies, tell: tell, logger: logger)
        self.displays = displays
        let search = MusicSearch(
            access: dependencies.music,
            personal: PersonalTracks(
                store: dependencies.store, logger: logger,
                history: { guild, member in await knot.players?.played(by: member, in: guild) ?? [] }))
        self.search = search
        players = GuildPlayers(
            GuildPlayers.Dependencies(
                node: configuration.name, store: dependencies.store,
                environment: { guild in
                    let voice = GuildVoice(
                        guild: guild, user: { directory.user }, identity: configuration.identity,
                        connections: connections,
                        report: { news in knot.players?.voiceReported(news, in: guild) }, logger: logger)
                    return PlayerEnvironment(
                        store: dependencies.store,
                        complete: { job, outcome in await knot.intake?.complete(job, outcome) },
                        announceOutcome: { job, outcome in board.post(outcome, of: job) },
                        voice: voice.access, people: PeopleAccess(guild: guild, directory: directory),
                        fingerprint: { directory.user.map { configuration.identity.fingerprint(of: $0) } },
                        openMedia: dependencies.openMedia, trackOptions: configuration.trackOptions,
                        loudness: loudness,
                        makeCall: { driver.makeCall(handler: $0) },
                        notify: tell, positions: positions,
                        now: dependencies.now, clock: ContinuousClock(), aloneTimeout: configuration.aloneTimeout,
                        logger: logger, findLyrics: dependencies.findLyrics, search: search,
                        show: { view in displays.show(view, in: guild) },
                        encourageDisplay: { displays.encourage(in: guild) },
                        displayInterval: { displays.interval })
                },
                companion: { guild, player in
                    let voice = GuildVoice(
                        guild: guild, user: { directory.user }, identity: configuration.identity,
                        connections: connections, report: { player.send(.voice($0)) }, logger: logger)
                    let observation = directory.observe(guild) { event in
                        if case .guildRemoved = event { player.send(.guildRemoved) } else { player.send(.people) }
                    }
                    await voice.run()
                    displays.end(in: guild)
                    observation.end()
                },
                defaultVolume: dependencies.defaultVolume, positions: positions, clock: ContinuousClock(),
                logger: logger))
        intake = JobIntake(
            store: dependencies.store, board: board, players: players,
            isKnown: directory.knowledge(clock: ContinuousClock()),
            arrival: directory.arrival(clock: ContinuousClock()),
            now: dependencies.now, logger: logger)
        knot.tie(players, intake)
    }

    /// Set once, before anything runs.
    private final class Knot: Sendable {
        private let ends = Mutex<(players: GuildPlayers, intake: JobIntake)?>(nil)

        var players: GuildPlayers? { ends.withLock { $0?.players } }
        var intake: JobIntake? { ends.withLock { $0?.intake } }

        func tie(_ players: GuildPlayers, _ intake: JobIntake) {
            ends.withLock { $0 = (players, intake) }
        }
    }
}

extension GuildDirectory {
    /// Tells whether the bot is in a guild; within a quarter of a minute after a start it gives the gateway time to say so.
    func knowledge(clock: ContinuousClock) -> @Sendable (GuildID) async -> Bool {
        let settled = clock.now + .seconds(15)
        return { guild in
            while self.name(of: guild) == nil, clock.now < settled {
                guard (try? await clock.sleep(for: .milliseconds(50))) != nil else { return false }
            }
            return self.name(of: guild) != nil
        }
    }

    /// Gives the gateway half a second to tell of a member's voice channel.
    func arrival(clock: some Clock<Duration>) -> @Sendable (UserID, GuildID) async -> Void {
        { user, guild in
            for _ in 0..<10 where self.voiceChannel(of: user, in: guild) == nil {
                guard (try? await clock.sleep(for: .milliseconds(50))) != nil else { return }
            }
        }
    }
}

extension PeopleAccess {
    init(guild: GuildID, directory: GuildDirectory) {
        voiceChannel = { user in directory.voiceChannel(of: user, in: guild) }
        listenerCount = { channel in directory.listeners(in: channel, of: guild).count }
        listeners = { channel in directory.listeners(in: channel, of: guild) }
        obstacle = { channel in
            guard directory.name(of: guild) != nil else { return .unknownGuild }
            return directory.obstacles(to: channel, in: guild).first.map { JobFailure($0, channel: channel) }
        }
        permissions = { channel in directory.ownPermissions(in: channel, of: guild) }
        bitrate = { channel in directory.channel(channel, in: guild)?.bitrate }
    }
}
