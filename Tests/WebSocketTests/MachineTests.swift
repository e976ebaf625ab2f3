import Testing

@testable import WebSocket

struct MachineTests {
    private func makeMachine() -> WebSocketMachine {
        WebSocketMachine(maximumMessageSize: 1000) { 0 }
    }

    /// A client's frame with the mask 0.
    private func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload
    }

    @Test func `a message is delivered and a ping answered with its payload`() {
        var machine = makeMachine()
        #expect(machine.receive([0x81, 1, 0x61]) == [.deliver(.text("a"))])
        #expect(machine.receive([0x89, 2, 1, 2]) == [.sendPong(frame(0x8A, [1, 2]))])
        #expect(machine.receive([0x8A, 0]) == [])
    }

    @Test func `the peer's close is echoed and reported, and TCP's end ends it`() {
        var machine = makeMachine()
        let closure = WebSocketClosure(code: .init(4014), reason: "x", initiator: .peer)
        #expect(
            machine.receive([0x88, 3, 0x0F, 0xAE, 0x78])
                == [.send(frame(0x88, [0x0F, 0xAE])), .report(closure), .wait(.forEnd)])
        #expect(machine.receive([0x81, 1, 0x61]) == [])
        #expect(machine.close(.normal, reason: "") == [])
        #expect(machine.receiveEnd() == [.disconnect])
        #expect(machine.receiveEnd() == [])
    }

    @Test func `a close without a code is echoed without one and reported as 1005`() {
        var machine = makeMachine()
        let closure = WebSocketClosure(code: .noStatus, initiator: .peer)
        #expect(machine.receive([0x88, 0]) == [.send(frame(0x88, [])), .report(closure), .wait(.forEnd)])
    }

    @Test func `our close waits for the peer's, whose code is the outcome`() {
        var machine = makeMachine()
        #expect(
            machine.close(.init(4000), reason: "z") == [.send(frame(0x88, [0x0F, 0xA0, 0x7A])), .wait(.forCloseFrame)])
        #expect(machine.close(.normal, reason: "") == [])
        #expect(machine.receive([0x81, 1, 0x61]) == [])
        #expect(machine.receive([0x89, 0]) == [])
        let closure = WebSocketClosure(code: .init(4000), initiator: .local)
        #expect(machine.receive([0x88, 2, 0x0F, 0xA0]) == [.report(closure), .wait(.forEnd)])
        #expect(machine.timeIsUp() == [.disconnect])
    }

    @Test func `a peer that does not answer our close is 1006`() {
        let closure = WebSocketClosure(code: .abnormal, initiator: .local)
        var machine = makeMachine()
        _ = machine.close(.normal, reason: "")
        #expect(machine.timeIsUp() == [.report(closure), .disconnect])
        machine = makeMachine()
        _ = machine.close(.normal, reason: "")
        #expect(machine.receiveEnd() == [.report(closure), .disconnect])
    }

    @Test func `an end without a close frame is 1006 of nobody`() {
        var machine = makeMachine()
        _ = machine.receive([0x01, 1, 0x61])
        #expect(machine.receiveEnd() == [.report(WebSocketClosure(code: .abnormal, initiator: .none)), .disconnect])
    }

    @Test func `a broken rule is answered with its code and ends the connection`() {
        var machine = makeMachine()
        let closure = WebSocketClosure(code: .invalidPayload, initiator: .local, violation: .invalidUTF8)
        #expect(
            machine.receive([0x81, 1, 0x62, 0x81, 1, 0xFF])
                == [.deliver(.text("b")), .send(frame(0x88, [3, 0xEF])), .report(closure), .wait(.forEnd)])
        #expect(machine.receive([0x81, 1, 0x61]) == [])
        #expect(machine.timeIsUp() == [.disconnect])
    }
}
