import Synchronization
import Testing

@testable import VoiceNode

@Suite struct TurnsTests {
    @Test func noMoreThanSoManyGoAtATime() async {
        let turns = Turns(3)
        let going = Mutex((now: 0, most: 0))
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turns.take() else { return }
                    going.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                    await Task.yield()
                    going.withLock { $0.now -= 1 }
                    turns.giveBack()
                }
            }
        }
        #expect(going.withLock { $0.most } <= 3)
        #expect(going.withLock { $0.most } > 0)
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
