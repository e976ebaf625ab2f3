import Testing

@testable import HTTPServer

struct ConnectionTimingTests {
    private static let second: Int64 = 1_000_000_000

    private func timing() -> ConnectionTiming {
        var configuration = ServerConfiguration()
        configuration.requestDeadline = .seconds(10)
        configuration.responseDeadline = .seconds(30)
        configuration.idleTimeout = .seconds(75)
        configuration.heartbeat = .seconds(15)
        return ConnectionTiming(.init(configuration), now: 0)
    }

    private func at(_ seconds: Int64) -> Int64 { seconds * Self.second }

    @Test func `the first request shares its time with the connection's start`() {
        var timing = timing()
        #expect(timing.deadline == at(10))
        timing.requestBegan(now: at(8))
        #expect(timing.deadline == at(10))
        #expect(timing.expired(now: at(10), silence: nil, peerHasLeft: false) == .timeOut)
        #expect(timing.deadline == at(40))
    }

    @Test func `a connection that never asks is cut`() {
        var timing = timing()
        #expect(timing.expired(now: at(10), silence: nil, peerHasLeft: false) == .cut)
    }

    @Test func `an answer has its own time`() {
        var timing = timing()
        timing.requestBegan(now: at(1))
        timing.answerBegan(now: at(5), isStream: false)
        #expect(timing.deadline == at(35))
        #expect(timing.expired(now: at(35), silence: nil, peerHasLeft: false) == .cut)
    }

    @Test func `a stream beats and is never cut for its age`() {
        var timing = timing()
        timing.requestBegan(now: at(1))
        timing.answerBegan(now: at(5), isStream: true)
        for beat in 1...100 {
            #expect(timing.deadline == at(5 + Int64(beat) * 15))
            #expect(timing.expired(now: timing.deadline, silence: nil, peerHasLeft: false) == .beat)
        }
    }

    @Test func `an idle connection is looked at, and cut at the idle timeout`() {
        var timing = timing()
        timing.requestBegan(now: 0)
        timing.answerBegan(now: 0, isStream: false)
        timing.requestEnded(now: at(1))
        for step in 1...7 {
            #expect(timing.deadline == at(1 + Int64(step) * 10))
            #expect(
                timing.expired(now: timing.deadline, silence: at(Int64(step) * 10 + 1), peerHasLeft: false) == .wait)
        }
        #expect(timing.deadline == at(76))
        #expect(timing.expired(now: at(76), silence: at(76), peerHasLeft: false) == .cut)
    }

    @Test func `an idle connection whose client left is cut at the next look`() {
        var timing = timing()
        timing.requestBegan(now: 0)
        timing.requestEnded(now: at(1))
        #expect(timing.expired(now: at(11), silence: at(11), peerHasLeft: true) == .cut)
    }

    @Test func `bytes on an idle connection start the next request's time`() {
        var timing = timing()
        timing.requestBegan(now: 0)
        timing.requestEnded(now: at(1))
        #expect(timing.expired(now: at(11), silence: at(2), peerHasLeft: false) == .wait)
        #expect(timing.phase == .stirring)
        #expect(timing.deadline == at(21))
        var other = timing
        #expect(timing.expired(now: at(21), silence: at(1), peerHasLeft: false) == .cut)
        other.requestBegan(now: at(15))
        #expect(other.deadline == at(21))
    }

    @Test func `a next request has a time of its own`() {
        var timing = timing()
        timing.requestBegan(now: 0)
        timing.requestEnded(now: at(1))
        timing.requestBegan(now: at(5))
        #expect(timing.deadline == at(15))
    }
}
