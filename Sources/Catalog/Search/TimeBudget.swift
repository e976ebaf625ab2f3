/// Waits for something no longer than given, whether or not it lets itself be stopped.
enum TimeBudget {
    /// The task's value, or nil when time is up; the task goes on.
    static func value<Value: Sendable>(of task: Task<Value, any Error>, within limit: Duration) async throws -> Value? {
        let (outcomes, settle) = AsyncStream.makeStream(
            of: Result<Value, any Error>?.self, bufferingPolicy: .bufferingOldest(1))
        // Both end by themselves: one with the task, which has a deadline of its own, the other with the limit.
        Task { settle.yield(await task.result) }
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            settle.yield(nil)
        }
        defer { timer.cancel() }
        for await outcome in outcomes { return try outcome?.get() }
        return nil
    }

    /// The body's value; it is cancelled, and `SiteError.timedOut` thrown, when time is up.
    static func run<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await body() }
        return try await withTaskCancellationHandler {
            guard let value = try await value(of: task, within: limit) else {
                task.cancel()
                // Somebody else's impatience is not this one's slowness.
                try Task.checkCancellation()
                throw SiteError.timedOut
            }
            return value
        } onCancel: {
            task.cancel()
        }
    }
}
