import DiscordTypes
import Foundation
import Testing

struct VoiceFrameTests {
    private func frame(_ json: String) throws -> VoiceFrame {
        try JSONDecoder().decode(VoiceFrame.self, from: Data(json.utf8))
    }

    static let key = (0..<32).map(String.init).joined(separator: ",")

    static let frames: [(String, VoiceFrame)] = [
        (
            #"{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":1234,"modes":["a","b"],"heartbeat_interval":1}}"#,
            VoiceFrame(.ready(VoiceReady(ssrc: 1, address: "127.0.0.1", port: 1_234, modes: ["a", "b"])))
        ),
        (
            #"{"op":4,"d":{"mode":"m","secret_key":[\#(key)],"dave_protocol_version":1},"seq":7}"#,
            VoiceFrame(
                sequence: 7,
                .sessionDescription(
                    VoiceSessionDescription(mode: "m", key: VoiceSecretKey(Array(0..<32)), daveProtocolVersion: 1)))
        ),
        (
            #"{"op":4,"d":{"mode":"m","secret_key":[1]}}"#,
            VoiceFrame(
                .sessionDescription(
                    VoiceSessionDescription(mode: "m", key: VoiceSecretKey([1]), daveProtocolVersion: 0)))
        ),
        (
            #"{"op":5,"d":{"speaking":1,"ssrc":4294967295,"user_id":"9"},"seq":1}"#,
            VoiceFrame(sequence: 1, .speaking(user: UserID(9), ssrc: .max))
        ),
        (#"{"op":6,"d":{"t":1501184119561}}"#, VoiceFrame(.heartbeatAcknowledged)),
        (#"{"op":8,"d":{"heartbeat_interval":41250.0}}"#, VoiceFrame(.hello(heartbeatInterval: 41_250))),
        (#"{"op":8,"d":{"heartbeat_interval":13750.75,"v":8}}"#, VoiceFrame(.hello(heartbeatInterval: 13_750.75))),
        (#"{"op":9,"d":null}"#, VoiceFrame(.resumed)),
        (
            #"{"op":11,"d":{"user_ids":["1","2"]},"seq":2}"#,
            VoiceFrame(sequence: 2, .clientsConnect([UserID(1), UserID(2)]))
        ),
        (#"{"op":13,"d":{"user_id":"1"},"seq":3}"#, VoiceFrame(sequence: 3, .clientDisconnect(UserID(1)))),
        (
            #"{"op":21,"d":{"protocol_version":0,"transition_id":10},"seq":4}"#,
            VoiceFrame(sequence: 4, .prepareTransition(id: 10, protocolVersion: 0))
        ),
        (#"{"op":22,"d":{"transition_id":10},"seq":5}"#, VoiceFrame(sequence: 5, .executeTransition(id: 10))),
        (
            #"{"op":24,"d":{"protocol_version":1,"epoch":1},"seq":6}"#,
            VoiceFrame(sequence: 6, .prepareEpoch(epoch: 1, protocolVersion: 1))
        ),
        (#"{"op":18,"d":{"flags":2,"user_id":"1"},"seq":9}"#, VoiceFrame(sequence: 9, .unknown(op: 18))),
        (#"{"op":16}"#, VoiceFrame(.unknown(op: 16))),
        (#"{"op":11,"d":{},"seq":9}"#, VoiceFrame(sequence: 9, .malformed(op: 11, reason: "missing: d.user_ids"))),
        (
            #"{"op":4,"d":{"mode":"m","secret_key":[256]}}"#,
            VoiceFrame(.malformed(op: 4, reason: "unreadable"))
        ),
    ]

    @Test func `each message is read as documented`() throws {
        for (json, expected) in Self.frames { #expect(try frame(json) == expected, "\(json)") }
    }

    @Test(arguments: ["", "1", "{}", #"{"op":null}"#, #"{"op":5"#])
    func `what is no frame is refused`(json: String) {
        #expect(throws: DecodingError.self) { try frame(json) }
    }

    @Test func `binary messages carry sequence, op and payload; ours carry no sequence`() {
        #expect(
            VoiceBinaryFrame(serverBytes: [0x01, 0x02, 29, 0, 5, 9])
                == VoiceBinaryFrame(sequence: 0x0102, op: 29, payload: [0, 5, 9]))
        #expect(VoiceBinaryFrame(serverBytes: [0, 1, 27]) == VoiceBinaryFrame(sequence: 1, op: 27, payload: []))
        #expect(VoiceBinaryFrame(serverBytes: [0, 1]) == nil)
        #expect(VoiceBinaryFrame(serverBytes: []) == nil)
        #expect(VoiceBinaryFrame.clientBytes(op: 26, payload: [1, 2]) == [26, 1, 2])
    }
}
