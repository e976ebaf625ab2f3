import DiscordTypes
import Testing

@testable import VoiceNode

struct VoiceMembershipMachineTests {
    @Test(arguments: [true, false])
    func `a join asks, takes both answers in any order, and connects`(stateFirst: Bool) {
        let script = MembershipScript()
        #expect(script.play(.join(ChannelID(10))) == ["cancel", "op4 10"])
        let first = stateFirst ? script.state(10) : script.server("T")
        let second = stateFirst ? script.server("T") : script.state(10)
        #expect(first == [])
        #expect(second == ["cancel", "connect a T S"])
        #expect(script.play(.sessionEstablished) == ["joined"])
    }

    @Test func `a first server without endpoint is waited for`() {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        script.state(10)
        #expect(script.server("T", nil) == [])
        #expect(script.server("U", "b") == ["cancel", "connect b U S"])
    }

    @Test func `joining where we are succeeds at once`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.play(.join(ChannelID(10))) == ["joined"])
    }

    @Test func `a wish for another channel moves; audio goes on until the new server is known`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.play(.join(ChannelID(20))) == ["cancel", "op4 20"])
        #expect(script.state(20) == [])
        #expect(script.server("U", "b") == ["cancel", "interrupted voiceServerChanged", "connect b U S"])
        #expect(script.play(.sessionEstablished) == ["joined"])
    }

    @Test func `an old server's goodbye during a move does not disturb it`() {
        let script = MembershipScript()
        script.connect()
        script.play(.join(ChannelID(20)))
        #expect(script.play(.sessionFailed(.closed(code: 4014))) == ["interrupted closedByServer(code: 4014)"])
        script.state(20)
        #expect(script.server("U", "b") == ["cancel", "connect b U S"])
    }

    @Test func `a change of our own state in the old channel is no answer to a move`() {
        let script = MembershipScript()
        script.connect()
        script.play(.join(ChannelID(20)))
        script.state(10)
        #expect(script.server("U", "b") == [])
        #expect(script.state(20) == ["cancel", "interrupted voiceServerChanged", "connect b U S"])
    }

    @Test func `going back before a move was answered stays`() {
        let script = MembershipScript()
        script.connect()
        script.play(.join(ChannelID(20)))
        #expect(script.play(.join(ChannelID(10))) == ["join failed replaced", "cancel", "op4 10", "joined"])
    }

    @Test func `another join replaces the one that waits`() {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        #expect(script.play(.join(ChannelID(20))) == ["join failed replaced", "cancel", "op4 20"])
        #expect(script.play(.leave) == ["cancel", "disconnect", "op4 -", "join failed replaced", "out left"])
    }

    @Test func `a moderator's move is followed`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.state(20) == ["moved 20"])
        #expect(script.server("U", "b").suffix(2) == ["interrupted voiceServerChanged", "connect b U S"])
        script.play(.sessionEstablished)
        #expect(script.machine.target == ChannelID(20))
    }

    @Test func `a moderator's move told by 4014 first is followed as well`() {
        let script = MembershipScript()
        script.connect()
        #expect(
            script.play(.sessionFailed(.closed(code: 4014))) == ["interrupted closedByServer(code: 4014)", "timer 5.0"])
        #expect(script.state(20) == ["moved 20", "timer 5.0"])
        #expect(script.server("U", "b").last == "connect b U S")
    }

    @Test(arguments: [true, false])
    func `a kick is final, in whichever order it is told`(closeFirst: Bool) {
        let script = MembershipScript()
        script.connect()
        if closeFirst { script.play(.sessionFailed(.closed(code: 4014))) }
        #expect(script.state(nil) == ["cancel", "disconnect", "out kicked"])
        #expect(script.play(.sessionFailed(.closed(code: 4014))) == [])
        #expect(script.play(.timer) == [])
        #expect(script.play(.join(ChannelID(10))) == ["cancel", "op4 10"])
    }

    @Test func `4014 that nothing explains ends the stay after five seconds`() {
        let script = MembershipScript()
        script.connect()
        script.play(.sessionFailed(.closed(code: 4014)))
        #expect(script.play(.timer) == ["cancel", "disconnect", "op4 -", "out ended(code: 4014)"])
    }

    @Test func `4014 while the main gateway is away waits for it`() {
        let script = MembershipScript()
        script.connect()
        script.play(.gatewayDown)
        script.play(.sessionFailed(.closed(code: 4014)))
        #expect(script.play(.timer) == ["timer 5.0"])
        #expect(script.play(.gatewayUp(isNewSession: false)) == ["timer 5.0"])
        #expect(script.play(.timer).last == "out ended(code: 4014)")
    }

    @Test(arguments: [4021, 4022] as [UInt16])
    func `an ended call is not joined again`(code: UInt16) {
        let script = MembershipScript()
        script.connect()
        #expect(
            script.play(.sessionFailed(.closed(code: code))) == [
                "interrupted sessionLost(VoiceNode.VoiceSessionFailure.closed(code: Optional(\(code))))", "cancel",
                "disconnect", "op4 -", "out ended(code: \(code))",
            ])
    }

    @Test(arguments: [4001, 4002, 4003, 4005, 4012, 4016, 4017, 4020] as [UInt16])
    func `a refusal ends the join and says why`(code: UInt16) {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        script.state(10)
        script.server("T")
        let failure = code == 4017 ? "encryptionRequired" : "refused(code: \(code))"
        #expect(
            script.play(.sessionFailed(.closed(code: code))) == [
                "cancel", "disconnect", "op4 -", "join failed \(failure)", "out refused(code: \(code))",
            ])
    }

    @Test(
        arguments: [
            .closed(code: 4006), .closed(code: 4009), .closed(code: 4011), .closed(code: nil), .closed(code: 1006),
            .resumeFailed, .discoveryFailed, .cannotConnect(reason: ""), .timedOut(.ready), .unreadable(reason: ""),
            .noKey,
        ] as [VoiceSessionFailure])
    func `a lost session is joined anew`(failure: VoiceSessionFailure) {
        let script = MembershipScript()
        script.connect()
        let output = script.play(.sessionFailed(failure))
        #expect(output.first?.hasPrefix("interrupted sessionLost") == true)
        #expect(output.last == "timer 0.05")
        #expect(script.play(.timer) == ["op4 10", "timer 2.5"])
        #expect(script.server("U", "b") == ["cancel", "connect b U S"])
        #expect(script.play(.sessionEstablished) == [])
    }

    @Test func `if asking again brings no answer, leaving and joining does`() {
        let script = MembershipScript()
        script.connect()
        script.play(.sessionFailed(.closed(code: 4006)))
        #expect(script.play(.timer) == ["op4 10", "timer 2.5"])
        #expect(script.play(.timer) == ["op4 -", "timer 0.5"])
        #expect(script.state(nil) == [])
        #expect(script.play(.timer) == ["op4 10", "timer 5.0"])
        #expect(script.state(10, session: "S2") == [])
        #expect(script.server("U", "b") == ["cancel", "connect b U S2"])
    }

    @Test func `the end of the lost session's voice state is no kick`() {
        let script = MembershipScript()
        script.connect()
        script.play(.sessionFailed(.closed(code: 4006)))
        script.play(.timer)
        #expect(script.state(nil) == [])
        script.state(10, session: "S2")
        #expect(script.server("U", "b") == ["cancel", "connect b U S2"])
    }

    @Test func `coming back is tried five times, later and later, then given up`() {
        let script = MembershipScript(random: 0.999_999)
        script.connect()
        var delays: [String?] = []
        for round in 0..<5 {
            delays.append(script.play(.sessionFailed(.closed(code: 4006))).last)
            script.play(.timer)
            script.server("U\(round)", "b")
        }
        #expect(delays == ["timer 0.1", "timer 1.0", "timer 2.0", "timer 4.0", "timer 8.0"])
        let end = script.play(.sessionFailed(.discoveryFailed))
        #expect(end.suffix(2).first == "op4 -")
        #expect(end.last?.hasPrefix("out unreachable") == true)
    }

    @Test func `attempts count from the start after half a minute of music`() {
        let script = MembershipScript()
        script.connect()
        for round in 0..<20 {
            script.now += .seconds(30)
            #expect(script.play(.sessionFailed(.closed(code: 4006))).last == "timer 0.05")
            script.play(.timer)
            script.server("U\(round)", "b")
            script.play(.sessionEstablished)
        }
    }

    @Test func `a refused token is renewed once`() {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        script.state(10)
        script.server("T")
        #expect(script.play(.sessionFailed(.closed(code: 4004))) == ["timer 0.05"])
        script.play(.timer)
        #expect(script.server("U") == ["cancel", "connect a U S"])
        #expect(script.play(.sessionFailed(.closed(code: 4004))).last == "out refused(code: 4004)")
    }

    @Test func `a new server is connected to, the same one again is not`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.server("T") == [])
        #expect(
            script.server("T2", "b") == [
                "timer 5.0", "cancel", "interrupted voiceServerChanged", "connect b T2 S",
            ])
        #expect(script.server("T3", "c").last == "connect c T3 S")
    }

    @Test func `a server that goes away is waited for, then asked for`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.server("T", nil) == ["interrupted voiceServerLost", "disconnect", "timer 30.0"])
        #expect(script.server("T4", "d").last == "connect d T4 S")
        script.play(.sessionEstablished)
        script.server("T4", nil)
        #expect(script.play(.timer).last == "timer 0.05")
        #expect(script.play(.timer) == ["op4 10", "timer 2.5"])
    }

    @Test func `a new main session says everything again while audio goes on`() {
        let script = MembershipScript()
        script.connect()
        script.play(.gatewayDown)
        #expect(script.play(.gatewayUp(isNewSession: true)) == ["op4 10", "timer 5.0"])
        #expect(script.state(10, session: "S2") == [])
        #expect(script.server("U") == ["cancel", "interrupted voiceServerChanged", "connect a U S2"])
    }

    @Test func `a resumed main gateway hears an unanswered wish again, and nothing else`() {
        let script = MembershipScript()
        #expect(script.play(.gatewayUp(isNewSession: false)) == [])
        script.play(.join(ChannelID(10)))
        #expect(script.play(.gatewayUp(isNewSession: false)) == ["op4 10"])
        script.state(10)
        script.server("T")
        script.play(.sessionEstablished)
        #expect(script.play(.gatewayUp(isNewSession: false)) == [])
    }

    @Test func `a join that nobody answers names what was missing`() {
        func failure(_ isGatewayUp: Bool = true, _ steps: (MembershipScript) -> Void) -> String? {
            let script = MembershipScript(isGatewayUp: isGatewayUp)
            script.play(.join(ChannelID(10)))
            steps(script)
            let output = script.play(.joinTimedOut(stage: .discovery))
            #expect(output.contains("op4 -"))
            #expect(output.last == "out joinTimedOut")
            return output.first { $0.hasPrefix("join failed") }
        }
        let prefix = "join failed timedOut(waitingFor: VoiceNode.JoinStage."
        #expect(failure(false) { _ in } == prefix + "gateway)")
        #expect(failure { _ in } == prefix + "voiceState)")
        #expect(failure { $0.state(10) } == prefix + "voiceServer)")
        #expect(
            failure {
                $0.state(10)
                $0.server("T", nil)
            } == prefix + "voiceEndpoint)")
        #expect(
            failure {
                $0.state(10)
                $0.server("T")
            } == prefix + "handshake(VoiceNode.VoiceHandshakeStage.discovery))")
    }

    @Test func `a move that nobody answers leaves the stay as it was`() {
        let script = MembershipScript()
        script.connect()
        script.play(.join(ChannelID(20)))
        #expect(
            script.play(.joinTimedOut(stage: nil)) == [
                "cancel", "join failed timedOut(waitingFor: VoiceNode.JoinStage.voiceState)",
            ])
        #expect(script.machine.target == ChannelID(10))
        #expect(script.play(.join(ChannelID(10))) == ["joined"])
    }

    @Test func `a caller's patience does not end the attempts to come back`() {
        let script = MembershipScript()
        script.connect()
        script.play(.sessionFailed(.closed(code: 4006)))
        #expect(script.play(.join(ChannelID(10))) == ["op4 10", "timer 2.5"])
        #expect(script.play(.joinTimedOut(stage: nil)).count == 1)
        #expect(script.server("U", "b") == ["cancel", "connect b U S"])
    }

    @Test func `being kept from speaking is told when it changes`() {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        #expect(script.state(10, suppressed: true) == ["suppressed true"])
        script.server("T")
        #expect(script.play(.sessionEstablished) == ["joined"])
        #expect(script.machine.isSuppressed)
        #expect(script.state(10, suppressed: true) == [])
        #expect(script.state(10, suppressed: false) == ["suppressed false"])
    }

    @Test func `a deleted channel, or a removal from the guild, ends the stay without op 4`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.play(.channelDeleted(ChannelID(99))) == [])
        #expect(script.play(.channelDeleted(ChannelID(10))) == ["cancel", "disconnect", "out channelDeleted"])
        script.connect()
        #expect(script.play(.removedFromGuild) == ["cancel", "disconnect", "out removedFromGuild"])
    }

    @Test func `the end of another node's session is not ours`() {
        let script = MembershipScript()
        script.connect()
        #expect(script.state(nil, session: "other") == [])
        #expect(script.state(nil, session: "S").last == "out kicked")
    }

    @Test func `a kick while joining ends the join`() {
        let script = MembershipScript()
        script.play(.join(ChannelID(10)))
        #expect(script.state(nil, session: "old") == [])
        script.state(10)
        #expect(script.state(nil) == ["cancel", "disconnect", "join failed kicked", "out kicked"])
    }

    @Test func `leaving leaves, and clears what an earlier life left behind`() {
        let script = MembershipScript()
        #expect(script.play(.leave) == [])
        script.state(30)
        #expect(script.play(.leave) == ["op4 -"])
        script.connect()
        #expect(script.play(.leave) == ["cancel", "disconnect", "op4 -", "out left"])
        #expect(script.server("X") == [])
        #expect(script.play(.sessionEstablished) == [])
    }
}
