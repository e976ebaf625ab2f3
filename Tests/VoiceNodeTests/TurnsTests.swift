import Testing

@testable import VoiceNode

@Suite struct TurnsTests {
    private actor Crowd {
        private var now = 0
        private(set) var most = 0

        func enter() {
            now += 1
            most = max(most, now)
        }

        func leave() { now -= 1 }
    }

    @Test func noMoreThanSoManyGoAtATime() async {
        let turns = Turns(3)
        let crowd = Crowd()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turns.take() else { return }
                    await crowd.enter()
                    await Task.yield()
                    await crowd.leave()
                    turns.giveBack()
                }
            }
        }
        #expect((1...3).contains(await crowd.most))
    }

    @Test func whoIsCancelledWhileWaitingTakesNone() async {
        let turns = Turns(1)
        #expect(await turns.take())
        let waiting = Task { await turns.take() }
        waiting.cancel()
        #expect(await waiting.value == false)
        turns.giveBack()
        // The turn is there for the next one, whether or not the other had waited.
        #expect(await turns.take())
    }

    @Test func aTurnGivenBackGoesToWhoWaits() async {
        let turns = Turns(1)
        #expect(await turns.take())
        let waiting = Task { await turns.take() }
        turns.giveBack()
        #expect(await waiting.value)
    }
}
