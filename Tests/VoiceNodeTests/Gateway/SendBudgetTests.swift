import Testing

@testable import VoiceNode

struct SendBudgetTests {
    @Test func `the 121st message of a minute waits until the first is a minute old`() {
        var budget = SendBudget(limit: 120, window: .seconds(60))
        let sent = (0..<120).map { budget.spend(at: .milliseconds($0 * 100)) }
        #expect(sent == Array(repeating: true, count: 120))
        let later = budget.spend(at: .seconds(12))
        #expect(!later)
        #expect(budget.wait(at: .seconds(12)) == .seconds(48))
        let free = [budget.spend(at: .seconds(60)), budget.spend(at: .seconds(60))]
        #expect(free == [true, false])
    }

    @Test func `reserved places are kept for those who ask for no reserve`() {
        var budget = SendBudget(limit: 3, window: .seconds(60))
        let reserves = [2, 2, 0, 0, 0]
        let sent = reserves.map { budget.spend(at: .zero, keeping: $0) }
        #expect(sent == [true, false, true, true, false])
    }
}
