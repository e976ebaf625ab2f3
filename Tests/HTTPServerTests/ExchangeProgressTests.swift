import Testing

@testable import HTTPServer

struct ExchangeProgressTests {
    private func handling() -> ExchangeProgress {
        var progress = ExchangeProgress.head
        progress.admitted()
        #expect(progress.complete() == .handle)
        return progress
    }

    @Test func `a handler that never suspends is answered without parking`() {
        var progress = handling()
        #expect(progress.answer() == .keep)
        #expect(progress.started() == .send)
        progress.sent()
        #expect(progress == .sending)
    }

    @Test func `an answer that comes after parking resumes the connection`() {
        var progress = handling()
        #expect(progress.started() == .park)
        #expect(progress.parked() == false)
        #expect(progress.complete() == .wait)
        #expect(progress.answer() == .keepAndResume)
        #expect(progress.complete() == .send)
    }

    @Test func `an answer that comes while parking is resumed by who parks`() {
        var progress = handling()
        #expect(progress.started() == .park)
        #expect(progress.answer() == .keep)
        #expect(progress.parked() == true)
        #expect(progress.complete() == .send)
    }

    @Test func `the first answer counts`() {
        var progress = handling()
        #expect(progress.parked() == false)
        #expect(progress.answer() == .keepAndResume)
        #expect(progress.answer() == .discard)
        progress.sent()
        #expect(progress.answer() == .discard)
        progress.ended()
        #expect(progress.answer() == .discard)
        progress.sent()
        #expect(progress == .ended)
    }

    @Test func `there is nothing to answer before the request is complete`() {
        var progress = ExchangeProgress.head
        #expect(progress.answer() == .discard)
        progress.admitted()
        #expect(progress.answer() == .discard)
    }

    @Test func `a body is kept up to its limit, then dropped, then cut`() {
        var progress = ExchangeProgress.head
        #expect(progress.received(1, limit: 10) == .cut)
        progress.admitted()
        #expect(progress.received(6, limit: 10) == .keep)
        #expect(progress.received(4, limit: 10) == .keep)
        #expect(progress.received(1, limit: 10) == .drop)
        #expect(progress.received(0, limit: 10) == .drop)
        #expect(progress.received(29, limit: 10) == .drop)
        var other = progress
        #expect(progress.complete() == .tooLarge)
        #expect(progress.complete() == .send)
        #expect(other.received(1, limit: 10) == .cut)
        #expect(other.received(Int.max, limit: 10) == .cut)
    }
}
