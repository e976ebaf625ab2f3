import DiscordTypes
import Foundation
import Testing

/// The bodies follow the examples and tables of Discord's documentation, with the members that a live gateway adds.
struct GatewayFrameTests {
    private func frame(_ json: String) throws -> GatewayFrame {
        try JSONDecoder().decode(GatewayFrame.self, from: Data(json.utf8))
    }

    private func event(_ name: String, _ body: String, sequence: Int = 3) throws -> GatewayEvent {
        guard case .dispatch(sequence, let event) = try frame(#"{"op":0,"s":\#(sequence),"t":"\#(name)","d":\#(body)}"#)
        else { throw Unexpected() }
        return event
    }

    private struct Unexpected: Error {}

    @Test func `the protocol's own messages are read`() throws {
        guard
            case .hello(45_000.5) = try frame(#"{"op":10,"d":{"heartbeat_interval":45000.5,"_trace":["x"]},"s":null}"#)
        else { throw Unexpected() }
        guard case .heartbeatAcknowledged = try frame(#"{"op":11}"#) else { throw Unexpected() }
        guard case .heartbeatRequest = try frame(#"{"op":1,"d":null}"#) else { throw Unexpected() }
        guard case .reconnect = try frame(#"{"op":7,"d":null,"s":null,"t":null}"#) else { throw Unexpected() }
        guard case .invalidSession(true) = try frame(#"{"op":9,"d":true}"#) else { throw Unexpected() }
        guard case .invalidSession(false) = try frame(#"{"op":9,"d":null}"#) else { throw Unexpected() }
        guard case .unknown(42) = try frame(#"{"op":42,"d":[]}"#) else { throw Unexpected() }
    }

    @Test(arguments: ["", "[]", "{}", #"{"op":"1"}"#, #"{"op":10}"#, #"{"op":10,"d":{}}"#, "{\"op\":11"])
    func `what is no frame is refused`(json: String) {
        #expect(throws: DecodingError.self) { try frame(json) }
    }

    @Test func `READY gives the session and the guilds`() throws {
        let body = #"""
            {"v":10,"user":{"id":"7","username":"t","bot":true},"session_id":"abc","session_type":"normal",
             "resume_gateway_url":"wss://gateway-us-east1-b.discord.gg","guilds":[{"id":"41","unavailable":true}],
             "application":{"id":"7","flags":0},"shard":[0,1]}
            """#
        guard case .ready(let ready) = try event("READY", body) else { throw Unexpected() }
        #expect(
            ready
                == GatewayReady(
                    user: UserID(7), sessionID: "abc", resumeURL: "wss://gateway-us-east1-b.discord.gg",
                    guilds: [UnavailableGuild(id: GuildID(41), isUnavailable: true)]))
    }

    @Test func `GUILD_CREATE is read, and what does not fit in it is left out`() throws {
        let body = #"""
            {"id":"41","name":"Café","owner_id":"5","unavailable":false,"member_count":3,"large":false,
             "roles":[{"id":"41","name":"@everyone","permissions":"3146752"},{"id":"x"}],
             "channels":[
               {"id":"60","type":2,"name":"Music","bitrate":96000,"user_limit":5,"rtc_region":null,
                "permission_overwrites":[{"id":"41","type":0,"allow":"0","deny":"1048576"},
                                         {"id":"7","type":1,"allow":"1048576","deny":"0"},
                                         {"id":"8","type":9,"allow":"0","deny":"0"}]},
               {"id":"61","type":13,"name":"Stage","user_limit":null},
               {"id":"62","type":99,"name":null}, 12, null, {"name":"no id"}],
             "members":[{"user":{"id":"7","bot":true},"roles":["50"]},{"roles":[]}],
             "voice_states":[{"channel_id":"60","user_id":"9","session_id":"s","suppress":false,"self_deaf":true}],
             "threads":[],"stage_instances":[],"presences":[]}
            """#
        guard case .guildCreate(let guild) = try event("GUILD_CREATE", body) else { throw Unexpected() }
        #expect(guild.name == "Café")
        #expect(guild.owner == UserID(5))
        #expect(guild.roles == [GuildRole(id: RoleID(41), permissions: [.viewChannel, .connect, .speak])])
        #expect(guild.channels.map(\.id) == [ChannelID(60), ChannelID(61), ChannelID(62)])
        #expect(guild.channels.map(\.kind) == [.voice, .stage, .init(rawValue: 99)])
        #expect(guild.channels.map(\.hasAudio) == [true, true, false])
        #expect(guild.channels[0].bitrate == 96_000)
        #expect(guild.channels.map(\.userLimit) == [5, 0, 0])
        #expect(
            guild.channels[0].overwrites == [
                PermissionOverwrite(.role(RoleID(41)), deny: .connect),
                PermissionOverwrite(.member(UserID(7)), allow: .connect),
            ])
        #expect(guild.members.map(\.roles) == [[RoleID(50)]])
        #expect(guild.voiceStates.map(\.user) == [UserID(9)])
        #expect(guild.voiceStates[0].isSelfDeafened)
    }

    @Test func `voice events are read`() throws {
        let state = #"""
            {"guild_id":"41","channel_id":"60","user_id":"9","session_id":"90326bd2","deaf":false,"mute":true,
             "self_deaf":false,"self_mute":false,"self_video":false,"suppress":true,"request_to_speak_timestamp":null,
             "member":{"user":{"id":"9","bot":true},"roles":["50"],"joined_at":"2021-03-31T18:45:31Z"}}
            """#
        guard case .voiceStateUpdate(let voice) = try event("VOICE_STATE_UPDATE", state) else { throw Unexpected() }
        #expect(voice.sessionID == "90326bd2")
        #expect(voice.isSuppressed && voice.isServerMuted)
        #expect(voice.member?.user.isBot == true)
        let gone = #"{"guild_id":"41","channel_id":null,"user_id":"9","session_id":"s","member":{"roles":[]}}"#
        guard case .voiceStateUpdate(let left) = try event("VOICE_STATE_UPDATE", gone) else { throw Unexpected() }
        #expect(left.channel == nil)
        let server = #"{"token":"my_token","guild_id":"41","endpoint":"sweetwater-12345.discord.media:2048"}"#
        guard case .voiceServerUpdate(let found) = try event("VOICE_SERVER_UPDATE", server) else { throw Unexpected() }
        #expect(found.endpoint == "sweetwater-12345.discord.media:2048")
        let none = #"{"token":"my_token","guild_id":"41","endpoint":null}"#
        guard case .voiceServerUpdate(let lost) = try event("VOICE_SERVER_UPDATE", none) else { throw Unexpected() }
        #expect(lost.endpoint == nil)
    }

    @Test func `smaller events are read`() throws {
        let role = #"{"guild_id":"41","role":{"id":"50","permissions":"8"}}"#
        guard
            case .roleUpdate(GuildID(41), GuildRole(id: RoleID(50), permissions: .administrator)) =
                try event("GUILD_ROLE_CREATE", role)
        else { throw Unexpected() }
        guard
            case .roleDelete(GuildID(41), RoleID(50)) =
                try event("GUILD_ROLE_DELETE", #"{"guild_id":"41","role_id":"50"}"#)
        else { throw Unexpected() }
        let member = #"{"guild_id":"41","user":{"id":"7"},"roles":["50"],"nick":null}"#
        guard
            case .memberUpdate(GuildID(41), GuildMember(user: GatewayUser(id: UserID(7)), roles: [RoleID(50)])) =
                try event("GUILD_MEMBER_UPDATE", member)
        else { throw Unexpected() }
        guard
            case .guildDelete(UnavailableGuild(id: GuildID(41), isUnavailable: false)) =
                try event("GUILD_DELETE", #"{"id":"41"}"#)
        else { throw Unexpected() }
        let channel = #"{"id":"60","guild_id":"41","type":2,"name":"Music"}"#
        for (name, expected) in [("CHANNEL_CREATE", 0), ("CHANNEL_UPDATE", 1), ("CHANNEL_DELETE", 2)] {
            switch (try event(name, channel), expected) {
            case (.channelCreate(let channel), 0), (.channelUpdate(let channel), 1), (.channelDelete(let channel), 2):
                #expect(channel.guild == GuildID(41))
            default: throw Unexpected()
            }
        }
        guard case .resumed = try event("RESUMED", #"{"_trace":[]}"#) else { throw Unexpected() }
        guard case .ignored("TYPING_START") = try event("TYPING_START", "{}") else { throw Unexpected() }
    }

    @Test(arguments: [
        ("READY", #"{"user":{"id":"7"}}"#, "missing: d.session_id"), ("GUILD_CREATE", #"{"id":5.5}"#, "unreadable"),
        ("VOICE_SERVER_UPDATE", #"{"guild_id":"41","token":{"secret":"my_token"}}"#, "wrong type: d.token"),
        ("VOICE_STATE_UPDATE", "null", "d"), ("GUILD_ROLE_DELETE", "[]", "d"),
    ])
    func `a broken body keeps its number, names the place and shows no value`(
        name: String, body: String, place: String
    ) throws {
        guard case .malformed(name, let reason) = try event(name, body) else { throw Unexpected() }
        #expect(reason.contains(place), "\(reason)")
        #expect(!reason.contains("my_token"))
    }

    @Test func `a body that is missing is a broken body`() throws {
        guard case .dispatch(4, .malformed("READY", _)) = try frame(#"{"op":0,"s":4,"t":"READY"}"#) else {
            throw Unexpected()
        }
    }
}
