/// The work was not done in time. It was cancelled and may still have had its effect.
package struct DeadlinePassed: Error {
    package init() {}
}

/// A moment until which a caller waits, whether or not what it waits for heeds its cancellation.
package struct Deadline: Sendable {
    private let passing: @Sendable () async throws -> Void

    /// `passing` returns at that moment; it is cancelled once nobody waits for it any more.
    package init(_ passing: @escaping @Sendable () async throws -> Void) {
        self.passing = passing
    }

    package static func after(_ limit: Duration) -> Deadline {
        Deadline { try await Task.sleep(for: limit) }
    }

    /// Runs `work` and waits for it. It is cancelled when time is up, when its caller is cancelled, and then what it still brings is
    /// dropped. Throws what `work` throws, `DeadlinePassed`, or `CancellationError`.
    package func run<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let race = Race<Result<Value, any Error>>()
        // Nobody waits for it once it has lost. That is the point: a dependency that hangs must not hold an answer up.
        let worker = Task {
            do { race.end(.success(try await work())) } catch { race.end(.failure(error)) }
        }
        defer { worker.cancel() }
        return try await winner(of: race)
    }

    /// The task's value; the task goes on when time is up.
    package func value<Value: Sendable>(of task: Task<Value, any Error>) async throws -> Value {
        let race = Race<Result<Value, any Error>>()
        // Ends with the task.
        Task { race.end(await task.result) }
        return try await winner(of: race)
    }

    private func winner<Value: Sendable>(of race: Race<Result<Value, any Error>>) async throws -> Value {
        let alarm = Task {
            try? await passing()
            race.end(.failure(DeadlinePassed()))
        }
        defer { alarm.cancel() }
        let outcome = await withTaskCancellationHandler {
            await race.outcome()
        } onCancel: {
            race.end(.failure(CancellationError()))
        }
        return try outcome.get()
    }
}
