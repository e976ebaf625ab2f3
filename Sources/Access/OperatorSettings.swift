package import Storage
internal import Synchronization

/// What operators may change while the bot runs. Until they do, the settings of the start hold.
///
/// One for each process over the same store: a change holds at once where it was made, and within a second (`pause`) elsewhere,
/// as long as `run` goes on.
package final class OperatorSettings: Sendable {
    /// Between two looks at the store.
    package static let pause: Duration = .seconds(1)

    private let store: any AccessLedger
    private let configured: Int
    private let known = Mutex(OperatorChoices())

    package init(store: any AccessLedger, maximumServers: Int) {
        self.store = store
        configured = maximumServers
    }

    /// As of the last look at the store; before the first one nothing is chosen.
    package var choices: OperatorChoices { known.withLock { $0 } }

    /// How many servers may be approved; from the store, for two approvals at once must not both be the last.
    package func maximumServers() async throws(StoreError) -> Int {
        try await refresh().maximumServers ?? configured
    }

    /// Stores the choice with its line in the audit history, then holds to it.
    package func set(_ change: OperatorChange, by maker: DecisionMaker, now: Int64) async throws(StoreError) {
        let entry = AuditEntry(
            guild: nil, at: now, actor: maker.description, action: "set", before: nil, after: nil,
            reason: change.words)
        let (name, value) = change.stored
        try await store.setOperatorSetting(name, to: value, audit: entry)
        try await refresh()
    }

    /// Looks at the store. Where it can't be read, what was known goes on to hold.
    @discardableResult
    package func refresh() async throws(StoreError) -> OperatorChoices {
        let choices = OperatorChoices(try await store.operatorSettings())
        known.withLock { $0 = choices }
        return choices
    }

    /// Follows what other processes change, until cancelled.
    package func run(clock: any Clock<Duration> = ContinuousClock()) async {
        while !Task.isCancelled {
            // Tried again with the next look; what can't be read is said by whoever needs it.
            _ = try? await refresh()
            do { try await clock.sleep(for: Self.pause) } catch { return }
        }
    }
}
