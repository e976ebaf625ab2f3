import Testing

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct EventOutletTests {
    private func all(_ stream: AsyncStream<Int>) async -> [Int] {
        var values: [Int] = []
        for await value in stream { values.append(value) }
        return values
    }

    @Test func `the first consumer gets what happened before`() async {
        let outlet = EventOutlet<Int>(capacity: 8)
        #expect(outlet.put(1))
        let stream = outlet.stream()
        #expect(outlet.put(2))
        outlet.finish()
        #expect(await all(stream) == [1, 2])
    }

    @Test func `a new consumer ends the one before and gets what follows`() async {
        let outlet = EventOutlet<Int>(capacity: 8)
        let first = outlet.stream()
        _ = outlet.put(1)
        let second = outlet.stream()
        _ = outlet.put(2)
        #expect(await all(first) == [1])
        outlet.finish()
        #expect(await all(second) == [2])
        #expect(await all(outlet.stream()) == [])
    }

    @Test func `a consumer that was cancelled can be followed by another`() async {
        let outlet = EventOutlet<Int>(capacity: 8)
        let stream = outlet.stream()
        let consumer = Task { await all(stream) }
        consumer.cancel()
        _ = await consumer.value
        #expect(outlet.put(1))
        let next = outlet.stream()
        _ = outlet.put(2)
        outlet.finish()
        #expect(await all(next) == [2])
    }

    @Test func `more than the capacity is refused`() {
        let outlet = EventOutlet<Int>(capacity: 2)
        #expect(outlet.put(1))
        #expect(outlet.put(2))
        #expect(!outlet.put(3))
    }
}
