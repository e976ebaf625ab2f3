import DAVE
import DiscordTypes
import Testing

@testable import VoiceNode

struct VoiceGatewayMachineTests {
    @Test func `a session goes from hello over discovery to its key`() {
        let script = VoiceScript(maxDave: 1)
        #expect(
            script.play(.connect(VoiceScript.credentials)) == [
                "cancel handshake", "cancel heartbeat", "cancel resume", "cancel key", "dave sessionStarted",
                "timer handshake 10.0", "open voice.example:443",
            ])
        #expect(script.machine.stage == .webSocket)
        #expect(script.play(.opened) == [])
        #expect(script.machine.stage == .hello)
        #expect(script.frame(.hello(heartbeatInterval: 13_750.25)) == ["timer heartbeat 13.75", "send identify 1"])
        #expect(script.machine.stage == .ready)
        #expect(script.play(.text(VoiceScript.ready())) == ["discover 10.0.0.1:50 9"])
        #expect(script.machine.stage == .discovery)
        #expect(script.play(.discovered(address: "1.2.3.4", port: 5)) == ["send select 1.2.3.4:5 aes256GCM"])
        #expect(script.machine.stage == .sessionDescription)
        #expect(
            script.play(.text(VoiceScript.description(dave: 1))) == [
                "cancel handshake", "dave sessionDescribed(protocolVersion: 1)", "established aes256GCM 9",
            ])
        #expect(script.machine.stage == nil)
    }

    @Test(arguments: [
        (["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"], "aes256GCM"),
        (["aead_xchacha20_poly1305_rtpsize", "aead_aes256_gcm_rtpsize"], "aes256GCM"),
        (["xsalsa20_poly1305", "aead_xchacha20_poly1305_rtpsize"], "xChaCha20Poly1305"),
    ])
    func `AES is chosen where it is offered`(offered: [String], chosen: String) {
        let script = VoiceScript()
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        script.frame(.hello(heartbeatInterval: 1_000))
        script.play(.text(VoiceScript.ready(modes: offered)))
        #expect(script.play(.discovered(address: "1.2.3.4", port: 5)) == ["send select 1.2.3.4:5 \(chosen)"])
    }

    @Test(arguments: [[], ["xsalsa20_poly1305"]])
    func `without a known encryption there is no session`(offered: [String]) {
        let script = VoiceScript()
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        script.frame(.hello(heartbeatInterval: 1_000))
        #expect(
            script.play(.text(VoiceScript.ready(modes: offered))).suffix(2) == ["close 4000", "failed noCommonMode"])
    }

    @Test func `a key of another length or mode is refused`() {
        for (mode, count) in [("aead_aes256_gcm_rtpsize", 31), ("plain", 32)] {
            let script = VoiceScript()
            script.play(.connect(VoiceScript.credentials))
            script.play(.opened)
            script.frame(.hello(heartbeatInterval: 1_000))
            script.play(.text(VoiceScript.ready()))
            script.play(.discovered(address: "1.2.3.4", port: 5))
            let key = VoiceSecretKey(Array(repeating: 1, count: count))
            let output = script.frame(
                .sessionDescription(VoiceSessionDescription(mode: mode, key: key, daveProtocolVersion: 0)))
            #expect(output.last == "failed noCommonMode")
        }
    }

    @Test func `a new key for a running session is handed on`() {
        let script = VoiceScript()
        script.establish()
        let output = script.play(.text(VoiceScript.description(mode: "aead_xchacha20_poly1305_rtpsize")))
        #expect(output.last == "established xChaCha20Poly1305 9")
    }

    @Test func `a session whose group gives no key in time is left`() {
        let script = VoiceScript(maxDave: 1)
        script.establish(dave: 1)
        #expect(script.play(.keyAwaited(true)) == ["timer key 8.0"])
        #expect(script.play(.keyAwaited(true)) == [], "the patience does not begin anew")
        #expect(script.play(.timer(.key)).suffix(2) == ["close 4000", "failed noKey"])
        #expect(script.play(.keyAwaited(true)) == [], "without a session nothing is awaited")
    }

    @Test func `a key that comes in time ends the wait`() {
        let script = VoiceScript(maxDave: 1)
        script.establish(dave: 1)
        script.play(.keyAwaited(true))
        #expect(script.play(.keyAwaited(false)) == ["cancel key"])
        #expect(script.play(.timer(.key)) == [])
    }

    @Test func `a key is waited for longer while the websocket is away`() {
        let script = VoiceScript(maxDave: 1)
        script.establish(dave: 1)
        script.play(.keyAwaited(true))
        script.play(.closed(code: 4015))
        #expect(script.play(.timer(.key)) == ["timer key 8.0"])
        script.reconnect()
        script.frame(.resumed)
        #expect(script.play(.timer(.key)).last == "failed noKey")
    }

    @Test func `sequence numbers of text and binary messages feed one acknowledgement`() {
        let script = VoiceScript()
        script.establish()
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 0 -1")
        script.frame(.heartbeatAcknowledged)
        script.frame(.clientsConnect([UserID(5)]), sequence: 10)
        script.play(.binary(VoiceBinaryFrame(sequence: 11, op: 25, payload: [1])))
        script.now += .milliseconds(1_500)
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 1500 11")
        script.frame(.heartbeatAcknowledged)
        script.play(.binary(VoiceBinaryFrame(sequence: 65_535, op: 99, payload: [])))
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 1500 65535")
        script.frame(.heartbeatAcknowledged)
        // A server that counts on beyond 16 bits means the same number.
        script.frame(.unknown(op: 18), sequence: 65_536 + 2)
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 1500 2")
    }

    @Test func `a new session starts counting anew`() {
        let script = VoiceScript()
        script.establish()
        script.frame(.unknown(op: 18), sequence: 40)
        script.establish()
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 0 -1")
    }

    @Test(arguments: [4015, 1000, 1001, 1006, 3999, nil] as [UInt16?])
    func `these ends of the websocket are followed by a resume that keeps everything`(code: UInt16?) {
        let script = VoiceScript()
        script.establish()
        script.play(.binary(VoiceBinaryFrame(sequence: 7, op: 27, payload: [])))
        #expect(
            script.play(.closed(code: code)) == [
                "cancel handshake", "cancel heartbeat", "resuming \(code.map(String.init) ?? "-")", "timer resume 0.05",
            ])
        #expect(script.play(.timer(.resume)) == ["timer handshake 10.0", "open voice.example:443"])
        #expect(script.play(.opened) == [])
        #expect(script.frame(.hello(heartbeatInterval: 5_000)) == ["timer heartbeat 5.0", "send resume 7"])
        #expect(script.machine.stage == .resumed)
        #expect(script.frame(.resumed) == ["cancel handshake", "resumed"])
        #expect(script.play(.binary(VoiceBinaryFrame(sequence: 8, op: 27, payload: [2]))) == ["dave proposals([2])"])
    }

    @Test(
        arguments: [4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4016, 4017, 4020, 4021, 4022, 4999]
            as [UInt16])
    func `these end the session`(code: UInt16) {
        let script = VoiceScript()
        script.establish()
        #expect(script.play(.closed(code: code)).last == "failed closed(code: Optional(\(code)))")
        #expect(script.play(.timer(.resume)) == [])
        #expect(script.play(.closed(code: code)) == [])
    }

    @Test(
        arguments: [
            (4006, .rejoin), (4009, .rejoin), (4011, .rejoin), (4019, .rejoin), (4999, .rejoin), (4004, .newToken),
            (4014, .awaitGateway), (4021, .ended), (4022, .ended), (4001, .fatal), (4002, .fatal), (4003, .fatal),
            (4005, .fatal), (4012, .fatal), (4016, .fatal), (4017, .fatal), (4020, .fatal), (4015, .resume),
            (1001, .resume),
        ] as [(UInt16, VoiceCloseCode.Verdict)])
    func `each close code has its consequence`(code: UInt16, verdict: VoiceCloseCode.Verdict) {
        #expect(VoiceCloseCode.verdict(code) == verdict)
        #expect(VoiceCloseCode.verdict(nil) == .resume)
        #expect(!VoiceCloseCode.meaning(code).isEmpty)
    }

    @Test func `a session that is cut before it has its key is not resumed`() {
        let script = VoiceScript()
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        script.frame(.hello(heartbeatInterval: 1_000))
        script.play(.text(VoiceScript.ready()))
        #expect(script.play(.closed(code: nil)).last == "failed closed(code: nil)")
        #expect(script.play(.discovered(address: "1.2.3.4", port: 5)) == [])
    }

    @Test func `an unanswered heartbeat closes with a code that keeps the session`() {
        let script = VoiceScript()
        script.establish()
        script.play(.timer(.heartbeat))
        #expect(
            script.play(.timer(.heartbeat)) == [
                "cancel handshake", "cancel heartbeat", "close 4000", "resuming -", "timer resume 0.05",
            ])
        #expect(script.reconnect().last == "send resume -1")
    }

    @Test func `an answered heartbeat gives the latency`() {
        let script = VoiceScript()
        script.establish()
        script.play(.timer(.heartbeat))
        script.now += .milliseconds(42)
        #expect(script.frame(.heartbeatAcknowledged) == ["latency 42"])
        #expect(script.frame(.heartbeatAcknowledged) == [])
    }

    @Test func `resuming is tried five times, later and later, then the session is given up`() {
        let script = VoiceScript(random: 0.999_999)
        script.establish()
        var delays = [script.play(.closed(code: nil)).last]
        for _ in 0..<4 {
            script.play(.timer(.resume))
            delays.append(script.play(.openFailed(reason: "refused")).last)
        }
        #expect(
            delays == [
                "timer resume 0.1", "timer resume 0.5", "timer resume 1.0", "timer resume 2.0", "timer resume 4.0",
            ])
        script.play(.timer(.resume))
        #expect(script.play(.openFailed(reason: "refused")).last == "failed resumeFailed")
    }

    @Test func `a resume that is refused ends the session`() {
        let script = VoiceScript()
        script.establish()
        script.play(.closed(code: 4015))
        script.reconnect()
        #expect(script.play(.closed(code: 4006)).last == "failed closed(code: Optional(4006))")
    }

    @Test func `a resume without an answer is tried again`() {
        let script = VoiceScript()
        script.establish()
        script.play(.closed(code: 4015))
        script.reconnect()
        #expect(script.play(.timer(.handshake)).contains("close 4000"))
        #expect(script.reconnect().last == "send resume -1")
    }

    @Test func `attempts to resume count from the start after a success`() {
        let script = VoiceScript()
        script.establish()
        for _ in 0..<20 {
            #expect(script.play(.closed(code: 1006)).last == "timer resume 0.05")
            script.reconnect()
            #expect(script.frame(.resumed).last == "resumed")
        }
    }

    @Test func `speaking is told before the session counts as established, in every session`() {
        let script = VoiceScript()
        #expect(script.play(.setSpeaking(true)) == [])
        #expect(script.establish().suffix(2) == ["send speaking 1 9", "established aes256GCM 9"])
        #expect(script.establish().suffix(2) == ["send speaking 1 9", "established aes256GCM 9"])
        script.play(.closed(code: 4015))
        script.reconnect()
        #expect(script.frame(.resumed) == ["cancel handshake", "send speaking 1 9", "resumed"])
        #expect(script.play(.setSpeaking(false)) == ["send speaking 0 9"])
        #expect(script.establish().last == "established aes256GCM 9")
        #expect(script.play(.setSpeaking(true)) == ["send speaking 1 9"])
    }

    @Test func `the encryption's messages come out unread and in order`() {
        let script = VoiceScript()
        script.establish(dave: 1)
        let binary: [(UInt8, String)] = [
            (25, "dave externalSender([1, 2])"), (27, "dave proposals([1, 2])"), (29, "dave announceCommit([1, 2])"),
            (30, "dave welcome([1, 2])"),
        ]
        for (op, line) in binary {
            #expect(script.play(.binary(VoiceBinaryFrame(sequence: 1, op: op, payload: [1, 2]))) == [line])
        }
        #expect(
            script.frame(.prepareTransition(id: 3, protocolVersion: 0))
                == ["dave prepareTransition(id: 3, protocolVersion: 0)"])
        #expect(script.frame(.executeTransition(id: 3)) == ["dave executeTransition(id: 3)"])
        #expect(
            script.frame(.prepareEpoch(epoch: 1, protocolVersion: 1))
                == ["dave prepareEpoch(epoch: 1, protocolVersion: 1)"])
        #expect(script.frame(.clientsConnect([UserID(4)])) == ["dave clientsConnected([4])"])
        #expect(script.frame(.clientDisconnect(UserID(4))) == ["dave clientDisconnected(4)"])
    }

    @Test func `op 25 before op 4 is handed on as well`() {
        let script = VoiceScript(maxDave: 1)
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        #expect(
            script.play(.binary(VoiceBinaryFrame(sequence: 1, op: 25, payload: [3]))) == ["dave externalSender([3])"])
    }

    @Test func `the encryption's answers leave, and wait for a resume where one is under way`() {
        let script = VoiceScript()
        #expect(script.play(.dave(.keyPackage([1]))) == [])
        script.establish(dave: 1)
        #expect(script.play(.dave(.keyPackage([1]))) == ["send binary 26 [1]"])
        #expect(script.play(.dave(.commitWelcome([2]))) == ["send binary 28 [2]"])
        #expect(script.play(.dave(.transitionReady(id: 7))) == ["send op23 7"])
        #expect(script.play(.dave(.invalidCommitWelcome(id: 8))) == ["send op31 8"])
        script.play(.closed(code: nil))
        #expect(script.play(.dave(.transitionReady(id: 9))) == [])
        script.reconnect()
        #expect(script.frame(.resumed) == ["cancel handshake", "resumed", "send op23 9"])
        script.play(.closed(code: nil))
        script.play(.dave(.transitionReady(id: 10)))
        #expect(!script.establish().contains("send op23 10"))
    }

    @Test(arguments: [12, 14, 15, 16, 17, 18, 19, 20, 99])
    func `unknown ops are ignored`(op: Int) {
        let script = VoiceScript()
        script.establish()
        #expect(script.frame(.unknown(op: op)) == [])
        #expect(script.frame(.speaking(user: UserID(1), ssrc: 3)) == [])
        #expect(script.play(.binary(VoiceBinaryFrame(sequence: 3, op: UInt8(op), payload: []))) == [])
    }

    @Test func `a broken message is reported; one without which there is no session ends it`() {
        let script = VoiceScript()
        script.establish()
        #expect(script.frame(.malformed(op: 11, reason: "missing: user_ids")) == ["malformed 11"])
        let broken = VoiceScript()
        broken.play(.connect(VoiceScript.credentials))
        broken.play(.opened)
        #expect(
            broken.frame(.malformed(op: 2, reason: "missing: ssrc")).last
                == "failed unreadable(reason: \"op 2 missing: ssrc\")")
    }

    @Test func `each stage of the handshake that takes too long is named`() {
        func failure(after steps: [VoiceGatewayMachine.Input]) -> String? {
            let script = VoiceScript()
            script.play(.connect(VoiceScript.credentials))
            for step in steps { script.play(step) }
            return script.play(.timer(.handshake)).last
        }
        let hello = VoiceFrame(.hello(heartbeatInterval: 1_000))
        let steps: [VoiceGatewayMachine.Input] = [
            .opened, .text(hello), .text(VoiceScript.ready()), .discovered(address: "1.2.3.4", port: 5),
        ]
        let stages = ["webSocket", "hello", "ready", "discovery", "sessionDescription"]
        for (count, stage) in stages.enumerated() {
            #expect(
                failure(after: Array(steps.prefix(count))) == "failed timedOut(VoiceNode.VoiceHandshakeStage.\(stage))")
        }
    }

    @Test func `a lost discovery and a socket that does not open end the session`() {
        let script = VoiceScript()
        script.play(.connect(VoiceScript.credentials))
        #expect(script.play(.openFailed(reason: "refused")).last == "failed cannotConnect(reason: \"refused\")")
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        script.frame(.hello(heartbeatInterval: 1_000))
        script.play(.text(VoiceScript.ready()))
        #expect(script.play(.discoveryFailed).last == "failed discoveryFailed")
    }

    @Test func `disconnecting closes with 1000 and is final`() {
        let script = VoiceScript()
        #expect(!script.play(.disconnect).contains("close 1000"))
        script.establish()
        #expect(script.play(.disconnect).last == "close 1000")
        #expect(script.play(.timer(.heartbeat)) == [])
        #expect(script.frame(.resumed) == [])
        #expect(script.play(.closed(code: 1000)) == [])
    }

    @Test(arguments: [0, -1, .nan, .infinity] as [Double])
    func `a hello without a usable interval is not believed`(interval: Double) {
        let script = VoiceScript()
        script.play(.connect(VoiceScript.credentials))
        script.play(.opened)
        #expect(
            script.frame(.hello(heartbeatInterval: interval)).last == "failed unreadable(reason: \"op 8 interval\")")
    }
}
