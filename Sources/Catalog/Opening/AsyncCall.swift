internal import HTTPClient

/// Something asynchronous that a plain thread waits for.
final class AsyncCall<Value: Sendable>: Sendable {
    private let outcome: Monitor<Result<Value, any Error>?>
    private let task: Task<Void, Never>

    init(_ body: @escaping @Sendable () async throws -> Value) {
        let outcome = Monitor<Result<Value, any Error>?>(nil)
        self.outcome = outcome
        // Whoever made the call waits for it, or cancels it.
        task = Task.detached {
            do {
                let value = try await body()
                outcome.update { $0 = $0 ?? .success(value) }
            } catch {
                outcome.update { $0 = $0 ?? .failure(error) }
            }
        }
    }

    /// Blocks the thread; never to be called from a task. Throws what the body throws.
    func wait() throws -> Value {
        guard let result = outcome.wait({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    /// From any thread; `wait` throws `CancellationError` at once.
    func cancel() {
        outcome.update { $0 = $0 ?? .failure(CancellationError()) }
        task.cancel()
    }
}
