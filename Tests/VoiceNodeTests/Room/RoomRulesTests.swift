import DiscordTypes
import Jobs
import Storage
import Testing

@testable import VoiceNode

/// The permission matrix: who may do what from where.
struct RoomRulesTests {
    static let channel = ChannelID(10)
    static let elsewhere = ChannelID(11)
    static let role = RoleID(70)
    static let member = UserID(1)
    static let others = [UserID(2), UserID(3)]

    enum Who: String, CaseIterable, Sendable {
        case plain, dj, manager, administrator, requester, alone, outside, inOtherChannel, djOutside, otherRole

        var requester: Requester {
            Requester(
                user: RoomRulesTests.member, name: "", locale: nil,
                roles: self == .dj || self == .djOutside
                    ? [RoomRulesTests.role] : self == .otherRole ? [RoleID(71)] : nil,
                permissions: self == .manager ? .manageGuild : self == .administrator ? .administrator : [])
        }

        var situation: RoomRules.Situation {
            RoomRules.Situation(
                channel: RoomRulesTests.channel,
                memberChannel: self == .outside || self == .djOutside
                    ? nil : self == .inOtherChannel ? RoomRulesTests.elsewhere : RoomRulesTests.channel,
                listeners: self == .alone ? [RoomRulesTests.member] : [RoomRulesTests.member] + RoomRulesTests.others,
                current: self == .requester ? RoomRulesTests.member : RoomRulesTests.others[0])
        }

        var isThere: Bool { ![.outside, .inOtherChannel, .djOutside].contains(self) }
        var commands: Bool { [.dj, .manager, .administrator, .alone].contains(self) }
    }

    static let reading: [PlaybackAction] = [
        .queue(page: 1), .nowPlaying, .privacy(member: nil), .library(.lyrics), .library(.favourites(page: 1)),
        .library(.statistics), .room(.show), .music(.search(words: "a")), .music(.otherRecordings), .music(.playlists),
    ]
    static let adding: [PlaybackAction] = [
        .play(PlayRequest(media: .url("https://a"))), .play(PlayRequest(media: .url("https://a"), place: .next)),
        .join(channel: nil), .library(.playFavourites(of: nil)), .library(.loadPlaylist(name: "a", isShuffled: false)),
        .music(.choose(references: ["https://a"])), .music(.playPlaylist(reference: "spotify 1")), .music(.likedSongs),
        .music(.recommendations), .music(.blend),
    ]
    static let commanding: [PlaybackAction] = [
        .pause, .resume, .stop, .clear, .leave, .edit(.previous), .edit(.skipTo(entry: .position(1))),
        .edit(.move(entry: .position(1), position: 2)), .edit(.shuffle(seed: nil)), .edit(.loop(mode: .queue)),
        .edit(.nextLoop), .edit(.togglePause), .edit(.autoplay(isOn: true)), .edit(.undo),
        .edit(.remove(.duplicates)), .play(PlayRequest(media: .url("https://a"), place: .now)),
        .play(PlayRequest(media: .url("https://a"), isShuffled: true)),
    ]
    static let ofTheTrack: [PlaybackAction] = [
        .edit(.replay), .edit(.seek(milliseconds: 0)), .edit(.shift(milliseconds: 1)),
        .music(.correct(entry: 1, reference: "youtube x")),
    ]

    static var rules: RoomRules {
        var settings = RoomSettings()
        settings.djRole = role
        return RoomRules(settings: settings)
    }

    @Test func `R20 an operator decides from outside, whoever listens; nobody else may say that they are one`() throws {
        let outside = Who.djOutside.situation
        var settings = RoomSettings()
        settings.votePercent = 10
        for action in [PlaybackAction.stop, .room(.change(RoomChange(set: settings)))] {
            let boss = Requester(user: UserID(9), name: "boss", locale: nil, isOperator: true)
            #expect(Self.rules.verdict(on: action, by: boss, in: outside) == .allowed)
            let stranger = Requester(user: UserID(9), name: "boss", locale: nil)
            #expect(Self.rules.verdict(on: action, by: stranger, in: outside) != .allowed)
        }
    }

    @Test func `rules that can't be are refused, whoever sends them`() {
        let impossible: [(inout RoomSettings) -> Void] = [
            { $0.votePercent = 0 }, { $0.votePercent = 101 }, { $0.tracksPerMember = 0 },
            { $0.minutesPerTrack = 1_441 },
            { $0.leaveAfter = 0 }, { $0.volume = 201 }, { $0.blocked = ["  "] },
            { $0.blocked = [String(repeating: "x", count: 101)] }, { $0.blocked = (0...100).map { "\($0)" } },
        ]
        for (number, change) in impossible.enumerated() {
            var settings = RoomSettings()
            change(&settings)
            #expect(RoomSettings().changed(by: RoomChange(set: settings)) == nil, "\(number)")
        }
        var settings = RoomSettings()
        settings.blocked = ["polka", "example.org"]
        settings.votePercent = 30
        let changed = RoomSettings().changed(by: RoomChange(set: settings))
        #expect(changed?.blocked == ["polka", "example.org"])
        let usual = changed?.changed(by: RoomChange(reset: ["votePercent", "blocked"]))
        #expect(usual == RoomSettings())
    }

    static func refusal(_ who: Who) -> RoomRules.Verdict {
        who == .inOtherChannel ? .refused(.playingElsewhere(channel)) : .refused(.notInVoice)
    }

    @Test(arguments: Who.allCases)
    func `R20 each kind of member may do what the rules say, and nothing else`(who: Who) {
        func verdict(_ action: PlaybackAction) -> RoomRules.Verdict {
            Self.rules.verdict(on: action, by: who.requester, in: who.situation)
        }
        for action in Self.reading { #expect(verdict(action) == .allowed, "\(action)") }
        for action in Self.adding {
            #expect(verdict(action) == (who.isThere ? .allowed : Self.refusal(who)), "\(action)")
        }
        let no = RoomRules.Verdict.refused(.refused(.needsDJ(role: Self.role)))
        for action in Self.commanding {
            #expect(verdict(action) == (!who.isThere ? Self.refusal(who) : who.commands ? .allowed : no), "\(action)")
        }
        for action in Self.ofTheTrack {
            let may = who.commands || who == .requester
            #expect(verdict(action) == (!who.isThere ? Self.refusal(who) : may ? .allowed : no), "\(action)")
        }
        let skips = who.commands || who == .requester
        #expect(verdict(.skip) == (!who.isThere ? Self.refusal(who) : skips ? .allowed : .vote))
        let change = PlaybackAction.room(.change(RoomChange()))
        let manages = who == .manager || who == .administrator
        #expect(verdict(change) == (manages ? .allowed : .refused(.refused(.needsManager))))
    }

    @Test(arguments: [channel, nil])
    func `R20 where nobody listens, nobody outside voice commands but DJs and managers`(bot: ChannelID?) {
        var everybody = RoomSettings()
        everybody.djRole = nil
        for action in Self.adding + Self.commanding + Self.ofTheTrack + [.skip] {
            for rules in [Self.rules, RoomRules(settings: everybody)] {
                func verdict(_ who: Who, from place: ChannelID?) -> RoomRules.Verdict {
                    let situation = RoomRules.Situation(
                        channel: bot, memberChannel: place, current: who == .requester ? Self.member : Self.others[0])
                    return rules.verdict(on: action, by: who.requester, in: situation)
                }
                for who in [Who.plain, .requester, .otherRole] {
                    #expect(verdict(who, from: nil) == .refused(.notInVoice), "\(who) \(action)")
                    #expect(verdict(who, from: Self.elsewhere) != .refused(.notInVoice), "\(who) \(action)")
                }
                #expect(verdict(.manager, from: nil) == .allowed, "\(action)")
            }
            let outside = RoomRules.Situation(channel: bot, current: Self.others[0])
            #expect(Self.rules.verdict(on: action, by: Who.dj.requester, in: outside) == .allowed, "\(action)")
        }
    }

    @Test func `what a member asked for themselves they may take back`() {
        var situation = Who.plain.situation
        situation.isOwn = true
        for action in [PlaybackAction.edit(.undo), .edit(.remove(.entry(.position(1))))] {
            #expect(Self.rules.verdict(on: action, by: Who.plain.requester, in: situation) == .allowed)
        }
    }

    @Test func `without a role everybody in the channel commands`() {
        let rules = RoomRules(settings: RoomSettings())
        for action in Self.commanding + Self.ofTheTrack + [.skip] {
            #expect(rules.verdict(on: action, by: Who.plain.requester, in: Who.plain.situation) == .allowed)
            #expect(
                rules.verdict(on: action, by: Who.outside.requester, in: Who.outside.situation) == .refused(.notInVoice)
            )
        }
    }

    @Test func `nobody goes first where all take turns`() {
        var settings = RoomSettings()
        settings.djRole = Self.role
        settings.isFair = true
        let next = PlaybackAction.play(PlayRequest(media: .url("https://a"), place: .next))
        let rules = RoomRules(settings: settings)
        #expect(
            rules.verdict(on: next, by: Who.plain.requester, in: Who.plain.situation)
                == .refused(.refused(.needsDJ(role: Self.role))))
        #expect(rules.verdict(on: next, by: Who.dj.requester, in: Who.dj.situation) == .allowed)
    }

    @Test(arguments: [(1, 50, 1), (2, 50, 1), (3, 50, 2), (4, 50, 2), (5, 50, 3), (3, 100, 3), (10, 1, 1), (0, 50, 1)])
    func `votes are rounded up`(listeners: Int, percent: Int, needed: Int) {
        var settings = RoomSettings()
        settings.votePercent = percent
        #expect(RoomRules(settings: settings).votesNeeded(of: listeners) == needed)
    }

    @Test func `commands are taken in the bound channel, and what only tells everywhere`() {
        var settings = RoomSettings()
        settings.textChannel = ChannelID(20)
        let rules = RoomRules(settings: settings)
        #expect(rules.isTaken(.skip, in: ChannelID(20)))
        #expect(!rules.isTaken(.skip, in: ChannelID(21)))
        #expect(rules.isTaken(.queue(page: 1), in: ChannelID(21)))
        #expect(rules.isTaken(.room(.change(RoomChange())), in: ChannelID(21)))
    }

    @Test func `the limits on tracks`() {
        var settings = RoomSettings()
        settings.djRole = Self.role
        settings.tracksPerMember = 2
        settings.minutesPerTrack = 10
        settings.refusesDuplicates = true
        settings.blocked = ["Élan", "evil.example"]
        let rules = RoomRules(settings: settings)
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        func entry(_ id: Int64, _ media: String, title: String = "Song", minutes: Int64 = 3) -> QueueEntryRecord {
            QueueEntryRecord(
                id: id, order: id, media: media, title: title, durationMilliseconds: minutes * 60_000,
                requester: Self.member, requesterName: "", addedAt: 0)
        }
        queue.insert([entry(1, "a")], .reserved, by: Self.member, at: 0)
        func refusal(_ entry: QueueEntryRecord, _ who: Who = .plain, own: Int = 0) -> Refusal? {
            rules.refusal(of: entry, in: queue, waitingOfMember: own, by: who.requester)
        }
        #expect(refusal(entry(2, "b")) == nil)
        #expect(refusal(entry(2, "b"), own: 2) == .memberLimit(tracks: 2))
        #expect(refusal(entry(2, "b", minutes: 11)) == .trackTooLong(minutes: 10))
        #expect(refusal(entry(2, "a")) == .duplicate(title: "Song"))
        #expect(refusal(entry(2, "b", title: "My ELAN vital")) == .blocked)
        #expect(refusal(entry(2, "https://evil.example/x"), .dj) == .blocked)
        #expect(refusal(entry(2, "a", minutes: 60), .dj, own: 9) == nil)
    }

    @Test func `a change of the rules leaves the others alone, and what it resets is as at first`() throws {
        var settings = RoomSettings()
        settings.djRole = Self.role
        settings.votePercent = 70
        var set = RoomSettings()
        set.isFair = true
        let changed = try #require(settings.changed(by: RoomChange(set: set, reset: ["djRole"], block: "Word")))
        #expect(changed.djRole == nil && changed.votePercent == 70 && changed.isFair == true)
        #expect(changed.blocked == ["Word"])
        #expect(changed.changed(by: RoomChange(unblock: "word"))?.blocked == nil)
        #expect(changed.changed(by: RoomChange(reset: ["nonsense"])) == nil)
    }
}
