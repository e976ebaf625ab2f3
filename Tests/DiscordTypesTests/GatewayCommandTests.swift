import DiscordTypes
import Foundation
import Testing

struct GatewayCommandTests {
    private func json(_ command: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(command), as: UTF8.self)
    }

    static let gateway: [(GatewayCommand, String)] = [
        (.heartbeat(sequence: nil), #"{"d":null,"op":1}"#), (.heartbeat(sequence: 251), #"{"d":251,"op":1}"#),
        (
            .identify(GatewayIdentify(token: GatewayToken("T"), intents: 129, activity: nil)),
            #"{"d":{"compress":false,"intents":129,"properties":{"browser":"timmybot","device":"timmybot","os":"linux"},"#
                + #""token":"T"},"op":2}"#
        ),
        (
            .resume(token: GatewayToken("T"), sessionID: "S", sequence: 1_337),
            #"{"d":{"seq":1337,"session_id":"S","token":"T"},"op":6}"#
        ),
        (
            .voiceState(VoiceStateCommand(guild: GuildID(41), channel: ChannelID(60))),
            #"{"d":{"channel_id":"60","guild_id":"41","self_deaf":true,"self_mute":false},"op":4}"#
        ),
        (
            .voiceState(VoiceStateCommand(guild: GuildID(41), channel: nil)),
            #"{"d":{"channel_id":null,"guild_id":"41","self_deaf":true,"self_mute":false},"op":4}"#
        ),
    ]

    @Test func `the main gateway's commands are written as documented`() throws {
        for (command, expected) in Self.gateway { #expect(try json(command) == expected) }
    }

    @Test func `an activity is shown as listening`() throws {
        let text = try json(
            GatewayCommand.identify(GatewayIdentify(token: GatewayToken("T"), intents: 129, activity: "/play")))
        #expect(
            text.contains(
                #""presence":{"activities":[{"name":"/play","type":2}],"afk":false,"since":null,"status":"online"}"#))
    }

    @Test func `the voice gateway's commands are written as documented`() throws {
        let credentials = VoiceCredentials(
            guild: GuildID(41), user: UserID(104), sessionID: "S", token: "T", endpoint: "e")
        let commands: [(VoiceCommand, String)] = [
            (
                .identify(credentials, maxDaveProtocolVersion: 1),
                #"{"d":{"max_dave_protocol_version":1,"server_id":"41","session_id":"S","token":"T","user_id":"104"},"#
                    + #""op":0}"#
            ),
            (
                .selectProtocol(address: "127.0.0.1", port: 1_337, mode: .aes256GCM),
                #"{"d":{"data":{"address":"127.0.0.1","mode":"aead_aes256_gcm_rtpsize","port":1337},"protocol":"udp"},"#
                    + #""op":1}"#
            ),
            (.heartbeat(nonce: 15, acknowledged: -1), #"{"d":{"seq_ack":-1,"t":15},"op":3}"#),
            (.speaking(.microphone, ssrc: 1), #"{"d":{"delay":0,"speaking":1,"ssrc":1},"op":5}"#),
            (.speaking([], ssrc: 1), #"{"d":{"delay":0,"speaking":0,"ssrc":1},"op":5}"#),
            (
                .resume(credentials, acknowledged: 10),
                #"{"d":{"seq_ack":10,"server_id":"41","session_id":"S","token":"T"},"op":7}"#
            ),
            (.transitionReady(id: 10), #"{"d":{"transition_id":10},"op":23}"#),
            (.invalidCommitWelcome(id: 11), #"{"d":{"transition_id":11},"op":31}"#),
        ]
        for (command, expected) in commands { #expect(try json(command) == expected) }
    }

    @Test func `secrets do not print`() {
        let secret = "hunter2"
        let credentials = VoiceCredentials(
            guild: GuildID(1), user: UserID(2), sessionID: "S", token: secret, endpoint: "e")
        let holders: [Any] = [
            GatewayToken(secret), GatewayIdentify(token: GatewayToken(secret), intents: 1, activity: nil),
            GatewayCommand.resume(token: GatewayToken(secret), sessionID: "S", sequence: 1), credentials,
            VoiceCommand.identify(credentials, maxDaveProtocolVersion: 0),
            VoiceServer(guild: GuildID(1), token: secret, endpoint: nil), VoiceSecretKey(Array(secret.utf8)),
        ]
        for holder in holders {
            var dumped = ""
            dump(holder, to: &dumped)
            for text in ["\(holder)", String(reflecting: holder), dumped] {
                #expect(!text.contains(secret), "\(text)")
                #expect(!text.contains("104, 117, 110"), "\(text)")
            }
        }
    }
}
