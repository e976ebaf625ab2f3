package import Storage

/// What operators may change while the bot runs. Until they do, the settings of the start hold.
package struct OperatorSettings: Sendable {
    static let maximumServersName = "maximum-servers"
    /// The range an operator may choose from.
    package static let serverRange = 0...100_000

    private let store: any AccessLedger
    private let configured: Int

    package init(store: any AccessLedger, maximumServers: Int) {
        self.store = store
        configured = maximumServers
    }

    /// How many servers may be approved.
    package func maximumServers() async throws(StoreError) -> Int {
        try await store.operatorSettings()[Self.maximumServersName].flatMap { Int($0) } ?? configured
    }

    /// Nil goes back to the setting of the start.
    package func setMaximumServers(_ value: Int?, by maker: DecisionMaker, now: Int64) async throws(StoreError) {
        let entry = AuditEntry(
            guild: nil, at: now, actor: maker.description, action: "set", before: nil, after: nil,
            reason: "\(Self.maximumServersName) = \(value.map { "\($0)" } ?? "as configured")")
        try await store.setOperatorSetting(Self.maximumServersName, to: value.map { "\($0)" }, audit: entry)
    }
}
