/// Lets callers that want the same thing at the same time share one piece of work.
actor SingleFlight<Key: Hashable & Sendable, Value: Sendable> {
    private var flights: [Key: Task<Value, Never>] = [:]

    /// Runs `work`, or waits for the run that is under way for the same key. The work goes on where its callers are cancelled:
    /// a token that was paid for must still be stored.
    func run(_ key: Key, _ work: @escaping @Sendable () async -> Value) async -> Value {
        if let flight = flights[key] { return await flight.value }
        // Awaited by this call and by those that join it.
        let flight = Task { await work() }
        flights[key] = flight
        let value = await flight.value
        flights[key] = nil
        return value
    }
}
