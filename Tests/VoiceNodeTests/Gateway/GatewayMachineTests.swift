import DiscordTypes
import Testing

@testable import VoiceNode

struct GatewayMachineTests {
    @Test func `a first connection asks for the limits, logs in after hello and is ready`() {
        let script = GatewayScript()
        #expect(script.play(.start) == ["ask"])
        #expect(script.play(.botInfo(GatewayScript.info())) == ["timer handshake 30.0", "open wss://main"])
        #expect(script.play(.opened) == [])
        #expect(
            script.play(.frame(.hello(heartbeatInterval: 40_000))) == ["timer heartbeat 20.0", "send identify 129"])
        #expect(script.play(.frame(GatewayScript.ready)) == ["cancel handshake", "report in", "event ready"])
        #expect(script.machine.isReady)
    }

    @Test func `the first heartbeat comes at a random part of the interval, the others at the interval`() {
        let script = GatewayScript(random: 0.25)
        script.becomeReady()
        script.now += .seconds(10)
        #expect(script.play(.timer(.heartbeat)) == ["send heartbeat 1", "timer heartbeat 40.0"])
        script.now += .milliseconds(80)
        #expect(script.play(.frame(.heartbeatAcknowledged)) == ["report latency 80"])
        script.play(.frame(.dispatch(sequence: 7, .ignored(name: "X"))))
        #expect(script.play(.timer(.heartbeat)) == ["send heartbeat 7", "timer heartbeat 40.0"])
    }

    @Test func `a heartbeat the server asks for leaves at once and does not count as unanswered`() {
        let script = GatewayScript()
        script.becomeReady()
        #expect(script.play(.frame(.heartbeatRequest)) == ["send heartbeat 1"])
        #expect(script.play(.timer(.heartbeat)) == ["send heartbeat 1", "timer heartbeat 40.0"])
    }

    @Test func `an unanswered heartbeat closes with a code that keeps the session, and the session is resumed`() {
        let script = GatewayScript()
        script.becomeReady()
        script.play(.timer(.heartbeat))
        #expect(
            script.play(.timer(.heartbeat)) == [
                "cancel handshake", "cancel heartbeat", "cancel sendWindow", "close 4000", "report lost unanswered",
                "report retry", "timer reconnect 0.5",
            ])
        #expect(script.play(.timer(.reconnect)) == ["timer handshake 30.0", "open wss://resume"])
        script.play(.opened)
        #expect(
            script.play(.frame(.hello(heartbeatInterval: 40_000))) == ["timer heartbeat 20.0", "send resume S 1"])
        #expect(
            script.play(.frame(.dispatch(sequence: 5, .resumed))) == [
                "cancel handshake", "report resumed", "event resumed",
            ])
    }

    @Test func `events replayed before RESUMED are dispatched and counted`() {
        let script = GatewayScript()
        script.becomeReady()
        script.reconnect(after: .closed(code: nil))
        let state = VoiceState(guild: GuildID(1), channel: ChannelID(2), user: UserID(3))
        #expect(script.play(.frame(.dispatch(sequence: 9, .voiceStateUpdate(state)))) == ["event other"])
        script.reconnect(after: .closed(code: 1006))
        #expect(script.lastSent == "send resume S 9")
    }

    @Test(arguments: [nil, 1000, 1001, 1006, 4000, 4001, 4002, 4005, 4008, 4999] as [UInt16?])
    func `a close that leaves the session is followed by a resume`(code: UInt16?) {
        let script = GatewayScript()
        script.becomeReady()
        script.reconnect(after: .closed(code: code))
        #expect(script.lastSent == "send resume S 1")
    }

    @Test(arguments: [4003, 4007, 4009] as [UInt16])
    func `a close that loses the session is followed by a login`(code: UInt16) {
        let script = GatewayScript()
        script.becomeReady()
        script.now += .seconds(90)
        script.play(.closed(code: code))
        #expect(script.play(.timer(.reconnect)) == ["ask"])
        #expect(script.play(.botInfo(GatewayScript.info())) == ["timer handshake 30.0", "open wss://main"])
    }

    @Test(
        arguments: [
            (4004, .authenticationFailed), (4010, .invalidShard), (4011, .shardingRequired), (4012, .invalidVersion),
            (4013, .invalidIntents), (4014, .disallowedIntents),
        ] as [(UInt16, GatewayFailure)])
    func `a close that nothing but a person can mend ends the machine and says what to do`(
        code: UInt16, failure: GatewayFailure
    ) {
        let script = GatewayScript()
        script.becomeReady()
        #expect(script.play(.closed(code: code)).last == "fail \(failure)")
        #expect(failure.description.contains("(\(code))"))
        #expect(script.play(.start) == [])
        #expect(script.play(.timer(.reconnect)) == [])
    }

    @Test func `op 7 closes and resumes`() {
        let script = GatewayScript()
        script.becomeReady()
        let output = script.play(.frame(.reconnect))
        #expect(output.contains("close 4000"))
        #expect(script.play(.timer(.reconnect)) == ["timer handshake 30.0", "open wss://resume"])
    }

    @Test(arguments: [(0.0, "timer reconnect 1.0"), (0.5, "timer reconnect 3.0"), (0.999, "timer reconnect 4.996")])
    func `op 9 waits one to five seconds`(random: Double, timer: String) {
        for resumable in [true, false] {
            let script = GatewayScript(random: random)
            script.becomeReady()
            let output = script.play(.frame(.invalidSession(resumable: resumable)))
            #expect(output.contains(resumable ? "close 4000" : "close 1000"))
            #expect(output.last == timer)
            #expect(script.play(.timer(.reconnect)).last == (resumable ? "open wss://resume" : "ask"))
        }
    }

    @Test func `a session that never becomes valid is given up for a login`() {
        let script = GatewayScript()
        script.becomeReady()
        for _ in 0..<GatewayMachine.resumeAttempts {
            script.reconnect(after: .frame(.invalidSession(resumable: true)))
            #expect(script.lastSent == "send resume S 1")
        }
        script.play(.frame(.invalidSession(resumable: true)))
        #expect(script.play(.timer(.reconnect)) == ["ask"])
    }

    @Test func `no login is started when none is left, and the limits are asked again after the reset`() {
        let script = GatewayScript()
        script.play(.start)
        #expect(
            script.play(.botInfo(GatewayScript.info(remaining: 0))) == [
                "report exhausted 3600.0", "timer reconnect 3603.0",
            ])
        #expect(script.play(.timer(.reconnect)) == ["ask"])
        #expect(script.play(.botInfo(GatewayScript.info(remaining: 1_000))).last == "open wss://main")
    }

    @Test(arguments: [(51, false), (50, true), (1, true)])
    func `the operator is warned when few logins are left`(remaining: Int, isLow: Bool) {
        let script = GatewayScript()
        script.play(.start)
        let output = script.play(.botInfo(GatewayScript.info(remaining: remaining)))
        #expect(output.contains("report low \(remaining)") == isLow)
        #expect(output.last == "open wss://main")
    }

    @Test func `a login waits until five seconds after the last one`() {
        let script = GatewayScript()
        script.becomeReady()
        script.now += .seconds(2)
        script.play(.closed(code: 4009))
        script.play(.timer(.reconnect))
        #expect(script.play(.botInfo(GatewayScript.info())) == ["timer reconnect 3.0"])
        script.now += .seconds(3)
        #expect(script.play(.timer(.reconnect)) == ["timer handshake 30.0", "open wss://main"])
    }

    @Test func `a day of failing logins stays within the thousand that Discord allows`() {
        let script = GatewayScript(random: 0)
        var logins = 0
        script.play(.start)
        while script.now < .seconds(86_400) {
            script.play(.botInfo(GatewayScript.info()))
            if script.timers[.reconnect] != nil, !script.machine.isConnected { script.fire(.reconnect) }
            script.play(.opened)
            script.play(.frame(.hello(heartbeatInterval: 40_000)))
            if script.lastSent == "send identify 129" { logins += 1 }
            script.now += .milliseconds(200)
            script.play(.frame(GatewayScript.ready))
            script.play(.closed(code: 4009))
            script.fire(.reconnect)
        }
        #expect((100..<700).contains(logins), "\(logins) logins")
    }

    @Test func `retries wait longer and longer, at most a minute`() {
        let script = GatewayScript(random: 0.999_999)
        script.becomeReady()
        script.now += .seconds(20)
        script.play(.closed(code: nil))
        var waits: [Double] = []
        for _ in 0..<9 {
            script.fire(.reconnect)
            if script.lastOutput.last == "ask" { script.play(.botInfo(GatewayScript.info())) }
            script.play(.openFailed(reason: "refused"))
            waits.append(script.wait(for: .reconnect).rounded())
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func `a wrong token found by the limits' request ends the machine`() {
        let script = GatewayScript()
        script.play(.start)
        #expect(script.play(.botInfoFailed(.unauthorized)) == ["fail \(GatewayFailure.authenticationFailed)"])
    }

    @Test func `unavailable limits are asked again, not before Discord's retry-after`() {
        let script = GatewayScript()
        script.play(.start)
        #expect(
            script.play(.botInfoFailed(.unavailable(retryAfter: .seconds(17)))) == [
                "report lost botInfoUnavailable", "report retry", "timer reconnect 17.0",
            ])
        #expect(script.play(.timer(.reconnect)) == ["ask"])
    }

    @Test func `a peer that never finishes the handshake is left`() {
        let script = GatewayScript()
        script.play(.start)
        script.play(.botInfo(GatewayScript.info()))
        #expect(script.play(.timer(.handshake)).contains("report lost handshakeTimeout"))
        script.becomeReady()
        #expect(script.play(.timer(.handshake)) == [])
    }

    @Test(arguments: [0, -5, .nan, .infinity] as [Double])
    func `a hello without a usable interval is not believed`(interval: Double) {
        let script = GatewayScript()
        script.play(.start)
        script.play(.botInfo(GatewayScript.info()))
        script.play(.opened)
        #expect(script.play(.frame(.hello(heartbeatInterval: interval))).contains("close 4000"))
    }

    @Test func `voice commands wait for the session; the last wish for a guild wins`() {
        let script = GatewayScript()
        #expect(script.play(.send(VoiceStateCommand(guild: GuildID(1), channel: ChannelID(5)))) == [])
        #expect(script.play(.send(VoiceStateCommand(guild: GuildID(2), channel: ChannelID(6)))) == [])
        #expect(script.play(.send(VoiceStateCommand(guild: GuildID(1), channel: nil))) == [])
        script.becomeReady()
        #expect(script.lastOutput.suffix(2) == ["send voice 2 6", "send voice 1 -"])
        #expect(script.play(.send(VoiceStateCommand(guild: GuildID(1), channel: ChannelID(7)))) == ["send voice 1 7"])
    }

    @Test func `no more than 120 messages leave in a minute, and heartbeats always find a place`() {
        let script = GatewayScript()
        script.becomeReady()
        var sent = 1
        for number in 0..<300 {
            let output = script.play(.send(VoiceStateCommand(guild: GuildID(UInt64(number)), channel: nil)))
            sent += output.filter { $0.hasPrefix("send") }.count
        }
        #expect(sent == 115)
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 1")
        #expect(script.wait(for: .sendWindow) == 65)
        script.now += .seconds(65)
        sent = script.play(.timer(.sendWindow)).filter { $0.hasPrefix("send") }.count
        #expect(sent == 115)
    }

    @Test func `a READY that cannot be read is not taken for a session`() {
        let script = GatewayScript()
        script.play(.start)
        script.play(.botInfo(GatewayScript.info()))
        script.play(.opened)
        script.play(.frame(.hello(heartbeatInterval: 40_000)))
        let broken = GatewayEvent.malformed(name: "READY", reason: "missing: session_id")
        #expect(script.play(.frame(.dispatch(sequence: 1, broken))).contains("close 4000"))
    }

    @Test func `a broken event is reported, its number counts, and the connection stays`() {
        let script = GatewayScript()
        script.becomeReady()
        let broken = GatewayEvent.malformed(name: "GUILD_CREATE", reason: "missing: id")
        #expect(script.play(.frame(.dispatch(sequence: 2, broken))) == ["report malformed GUILD_CREATE"])
        #expect(script.play(.timer(.heartbeat)).first == "send heartbeat 2")
    }

    @Test func `stopping closes with 1000 and nothing follows`() {
        let script = GatewayScript()
        script.becomeReady()
        let output = script.play(.stop)
        #expect(output.first == "close 1000")
        #expect(output.last == "finished")
        #expect(script.play(.closed(code: 1000)) == [])
        #expect(script.play(.start) == [])
    }
}
