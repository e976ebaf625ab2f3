import DiscordTypes
import Synchronization
import Testing

@testable import VoiceNode

struct GuildDirectoryTests {
    static let guild = GuildID(1)
    static let bot = UserID(2)
    static let everyone = RoleID(1)
    static let music = RoleID(50)

    private static func channel(
        _ id: UInt64, kind: GuildChannel.Kind = .voice, limit: Int = 0, _ overwrites: [PermissionOverwrite] = []
    ) -> GuildChannel {
        GuildChannel(
            id: ChannelID(id), guild: guild, kind: kind, name: "c\(id)", userLimit: limit, overwrites: overwrites)
    }

    private static func state(_ user: UInt64, _ channel: UInt64?, bot: Bool? = nil) -> VoiceState {
        VoiceState(
            guild: guild, channel: channel.map(ChannelID.init), user: UserID(user),
            member: bot.map { GuildMember(user: GatewayUser(id: UserID(user), isBot: $0), roles: []) })
    }

    /// A directory that knows one guild.
    private static func directory(
        owner: UserID = UserID(99), everyone: Permissions = [.viewChannel, .connect, .speak],
        music: Permissions = [], channels: [GuildChannel] = [channel(10)], voice: [VoiceState] = []
    ) -> GuildDirectory {
        let directory = GuildDirectory()
        directory.apply(
            .ready(
                GatewayReady(
                    user: bot, sessionID: "S", resumeURL: "wss://r",
                    guilds: [UnavailableGuild(id: guild, isUnavailable: true)])))
        directory.apply(
            .guildCreate(
                GatewayGuild(
                    id: guild, name: "Home", owner: owner,
                    roles: [
                        GuildRole(id: Self.everyone, permissions: everyone),
                        GuildRole(id: Self.music, permissions: music),
                    ], channels: channels,
                    members: [GuildMember(user: GatewayUser(id: bot, isBot: true), roles: [Self.music])],
                    voiceStates: voice)))
        return directory
    }

    struct Case: Sendable {
        let what: String
        var owner = UserID(99)
        var everyone: Permissions = [.viewChannel, .connect, .speak]
        var music: Permissions = []
        var overwrites: [PermissionOverwrite] = []
        let missing: [MissingPermission]
    }

    static let cases: [Case] = [
        Case(what: "everyone may", missing: []),
        Case(what: "nobody may", everyone: [], missing: [.viewChannel, .connect, .speak]),
        Case(what: "a role grants", everyone: [], music: [.viewChannel, .connect, .speak], missing: []),
        Case(what: "an administrator may all", everyone: [], music: .administrator, missing: []),
        Case(what: "the owner may all", owner: bot, everyone: [], missing: []),
        Case(
            what: "an overwrite denies everyone",
            overwrites: [PermissionOverwrite(.role(everyone), deny: .connect)], missing: [.connect]),
        Case(
            what: "a role's overwrite allows what everyone is denied",
            overwrites: [
                PermissionOverwrite(.role(music), allow: .connect),
                PermissionOverwrite(.role(everyone), deny: .connect),
            ], missing: []),
        Case(
            what: "the member's overwrite has the last word",
            overwrites: [
                PermissionOverwrite(.member(bot), deny: .speak), PermissionOverwrite(.role(music), allow: .speak),
            ], missing: [.speak]),
        Case(
            what: "overwrites of others do not matter",
            overwrites: [
                PermissionOverwrite(.member(UserID(77)), deny: .speak),
                PermissionOverwrite(.role(RoleID(78)), deny: .connect),
            ], missing: []),
        Case(
            what: "an administrator is above overwrites", music: .administrator,
            overwrites: [PermissionOverwrite(.member(bot), deny: [.viewChannel, .connect])], missing: []),
        Case(
            what: "a hidden channel", overwrites: [PermissionOverwrite(.role(everyone), deny: .viewChannel)],
            missing: [.viewChannel]),
    ]

    @Test(arguments: cases)
    func `permissions are computed as Discord does`(_ test: Case) {
        let directory = Self.directory(
            owner: test.owner, everyone: test.everyone, music: test.music,
            channels: [Self.channel(10, test.overwrites)])
        let expected: [JoinObstacle] = test.missing.isEmpty ? [] : [.missingPermissions(test.missing)]
        #expect(directory.obstacles(to: ChannelID(10), in: Self.guild) == expected, "\(test.what)")
    }

    @Test func `a full channel is named, unless we are in it or may move members`() {
        let full = [Self.state(30, 10), Self.state(31, 10, bot: true)]
        let closed = Self.directory(channels: [Self.channel(10, limit: 2)], voice: full)
        #expect(closed.obstacles(to: ChannelID(10), in: Self.guild) == [.full(limit: 2)])
        closed.apply(.voiceStateUpdate(Self.state(Self.bot.rawValue, 10)))
        #expect(closed.obstacles(to: ChannelID(10), in: Self.guild) == [])
        let mover = Self.directory(music: .moveMembers, channels: [Self.channel(10, limit: 2)], voice: full)
        #expect(mover.obstacles(to: ChannelID(10), in: Self.guild) == [])
    }

    @Test func `on a stage, speaking is a matter of invitation, not of permission`() {
        let directory = Self.directory(everyone: [.viewChannel, .connect], channels: [Self.channel(10, kind: .stage)])
        #expect(directory.obstacles(to: ChannelID(10), in: Self.guild) == [])
    }

    @Test func `an unknown or a text channel is named`() {
        let directory = Self.directory(channels: [Self.channel(11, kind: .init(rawValue: 0))])
        #expect(directory.obstacles(to: ChannelID(10), in: Self.guild) == [.unknownChannel])
        #expect(directory.obstacles(to: ChannelID(11), in: Self.guild) == [.notAVoiceChannel])
        #expect(directory.obstacles(to: ChannelID(11), in: GuildID(404)) == [.unknownChannel])
    }

    @Test func `people are where the gateway last said; bots and we are no listeners`() {
        let directory = Self.directory(
            channels: [Self.channel(10), Self.channel(20)],
            voice: [Self.state(30, 10), Self.state(31, 10, bot: true), Self.state(Self.bot.rawValue, 10)])
        #expect(directory.voiceChannel(of: UserID(30), in: Self.guild) == ChannelID(10))
        #expect(directory.listeners(in: ChannelID(10), of: Self.guild) == [UserID(30)])
        directory.apply(.voiceStateUpdate(Self.state(30, 20)))
        #expect(directory.listeners(in: ChannelID(10), of: Self.guild) == [])
        #expect(directory.listeners(in: ChannelID(20), of: Self.guild) == [UserID(30)])
        directory.apply(.voiceStateUpdate(Self.state(30, nil)))
        #expect(directory.voiceChannel(of: UserID(30), in: Self.guild) == nil)
    }

    @Test func `of many who leave at once those who stay are listeners, deafened by a moderator or by themselves`() {
        let people = (30..<40).map { Self.state($0, 10) }
        let directory = Self.directory(channels: [Self.channel(10), Self.channel(20)], voice: people)
        for (number, isServer) in [(38, true), (39, false)] as [(UInt64, Bool)] {
            directory.apply(
                .voiceStateUpdate(
                    VoiceState(
                        guild: Self.guild, channel: ChannelID(10), user: UserID(number), isServerDeafened: isServer,
                        isSelfDeafened: !isServer)))
        }
        for number in 30..<37 as Range<UInt64> {
            directory.apply(.voiceStateUpdate(Self.state(number, number.isMultiple(of: 2) ? nil : 20)))
        }
        #expect(Set(directory.listeners(in: ChannelID(10), of: Self.guild)) == [UserID(37), UserID(38), UserID(39)])
        #expect(Set(directory.listeners(in: ChannelID(20), of: Self.guild)) == [UserID(31), UserID(33), UserID(35)])
    }

    @Test(.timeLimit(.minutes(1)))
    func `a command that overtakes the word of who has joined waits for it, but not for long`() async {
        let (directory, clock) = (Self.directory(), ManualClock())
        let arrival = directory.arrival(clock: clock)
        let waiting = Task { await arrival(UserID(1), Self.guild) }
        await clock.sleeper(for: .milliseconds(50))
        directory.apply(.voiceStateUpdate(Self.state(1, 10)))
        clock.advance(by: .milliseconds(50))
        await waiting.value
        #expect(directory.voiceChannel(of: UserID(1), in: Self.guild) == ChannelID(10))
        let vain = Task { await arrival(UserID(2), Self.guild) }
        for _ in 0..<10 {
            await clock.sleeper(for: .milliseconds(50))
            clock.advance(by: .milliseconds(50))
        }
        await vain.value
    }

    @Test func `a bot stays a bot when a later voice state does not say so`() {
        let directory = Self.directory(voice: [Self.state(31, 10, bot: true)])
        directory.apply(.voiceStateUpdate(Self.state(31, 10)))
        #expect(directory.listeners(in: ChannelID(10), of: Self.guild) == [])
    }

    @Test func `changes of roles, channels, owner and own membership count at once`() {
        let directory = Self.directory(everyone: [.viewChannel, .connect])
        let channel = ChannelID(10)
        #expect(directory.obstacles(to: channel, in: Self.guild) == [.missingPermissions([.speak])])
        directory.apply(.roleUpdate(Self.guild, GuildRole(id: RoleID(60), permissions: .speak)))
        let own = GatewayUser(id: Self.bot, isBot: true)
        directory.apply(.memberUpdate(Self.guild, GuildMember(user: own, roles: [RoleID(60)])))
        #expect(directory.obstacles(to: channel, in: Self.guild) == [])
        directory.apply(.roleDelete(Self.guild, RoleID(60)))
        #expect(directory.obstacles(to: channel, in: Self.guild) == [.missingPermissions([.speak])])
        directory.apply(
            .channelUpdate(Self.channel(10, [PermissionOverwrite(.member(Self.bot), allow: .speak)])))
        #expect(directory.obstacles(to: channel, in: Self.guild) == [])
        directory.apply(.channelUpdate(Self.channel(10)))
        directory.apply(.guildUpdate(GatewayGuild(id: Self.guild, name: "New", owner: Self.bot)))
        #expect(directory.obstacles(to: channel, in: Self.guild) == [])
        #expect(directory.name(of: Self.guild) == "New")
        directory.apply(.channelCreate(Self.channel(12)))
        #expect(directory.channel(ChannelID(12), in: Self.guild)?.name == "c12")
    }

    @Test func `an outage keeps what is known, a removal forgets it`() {
        let directory = Self.directory()
        directory.apply(.guildDelete(UnavailableGuild(id: Self.guild, isUnavailable: true)))
        #expect(directory.name(of: Self.guild) == "Home")
        directory.apply(.guildDelete(UnavailableGuild(id: Self.guild, isUnavailable: false)))
        #expect(directory.name(of: Self.guild) == nil)
        #expect(directory.guilds == [])
    }

    @Test func `observers are told of their guild only, in order, until they end`() {
        let directory = Self.directory(channels: [Self.channel(10), Self.channel(20)], voice: [Self.state(30, 10)])
        let seen = Mutex<[DirectoryEvent]>([])
        let observation = directory.observe(Self.guild) { event in seen.withLock { $0.append(event) } }
        directory.apply(.voiceStateUpdate(Self.state(30, 20)))
        directory.apply(.voiceStateUpdate(VoiceState(guild: GuildID(9), channel: ChannelID(10), user: UserID(1))))
        directory.apply(.channelDelete(Self.channel(20)))
        directory.apply(.guildDelete(UnavailableGuild(id: Self.guild, isUnavailable: false)))
        observation.end()
        directory.apply(.guildCreate(GatewayGuild(id: Self.guild, name: "Home")))
        #expect(
            seen.withLock { $0 } == [
                .voice(user: UserID(30), from: ChannelID(10), to: ChannelID(20)), .channelDeleted(ChannelID(20)),
                .guildRemoved,
            ])
    }

    @Test func `what happened while the gateway was away is told as changes`() {
        let directory = Self.directory(voice: [Self.state(30, 10), Self.state(31, 10)])
        let seen = Mutex<[DirectoryEvent]>([])
        let observation = directory.observe(Self.guild) { event in seen.withLock { $0.append(event) } }
        directory.apply(
            .guildCreate(
                GatewayGuild(
                    id: Self.guild, name: "Home", channels: [Self.channel(10)], voiceStates: [Self.state(31, 10)])))
        directory.apply(.ready(GatewayReady(user: Self.bot, sessionID: "S", resumeURL: "wss://r")))
        observation.end()
        directory.apply(.guildCreate(GatewayGuild(id: Self.guild, name: "Home")))
        #expect(
            seen.withLock { $0 } == [
                .guildAvailable, .voice(user: UserID(30), from: ChannelID(10), to: nil), .guildRemoved,
            ])
    }

    @Test func `an observer that is gone costs nothing`() {
        let directory = Self.directory()
        directory.observe(Self.guild) { _ in }.end()
        #expect(directory.observerCount == 0)
    }
}
