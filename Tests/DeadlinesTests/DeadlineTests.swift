import Deadlines
import Synchronization
import Testing

/// Nothing here waits for a time to pass: a deadline passes when the test lets it.
struct DeadlineTests {
    private let never = Deadline { try await Task.sleep(for: .seconds(86_400)) }
    private let passed = Deadline {}

    @Test func `what is done in time comes back, and what it throws too`() async throws {
        #expect(try await never.run { 7 } == 7)
        await #expect(throws: Refusal.self) { try await never.run { throw Refusal() } }
    }

    @Test func `work that ignores its cancellation holds nobody up, and is told`() async throws {
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        let hanging = Race<Int>()
        await #expect(throws: DeadlinePassed.self) {
            try await passed.run {
                await withTaskCancellationHandler {
                    _ = await hanging.outcome()
                } onCancel: {
                    tell.finish()
                }
            }
        }
        for await _ in told {}
        hanging.end(1)
    }

    @Test func `a task that is waited for in vain goes on`() async throws {
        let work = Race<Int>()
        let task = Task<Int, any Error> { await work.outcome() }
        await #expect(throws: DeadlinePassed.self) { try await passed.value(of: task) }
        #expect(!task.isCancelled)
        work.end(3)
        #expect(try await never.value(of: task) == 3)
    }

    @Test func `a caller that is cancelled waits no longer`() async throws {
        let hanging = Race<Int>()
        let deadline = never
        let caller = Task { try await deadline.run { await hanging.outcome() } }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        hanging.end(1)
    }

    @Test func `the first result counts`() async {
        let race = Race<Int>()
        race.end(1)
        race.end(2)
        #expect(await race.outcome() == 1)
    }

    private struct Refusal: Error {}
}
