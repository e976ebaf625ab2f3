package import Jobs

/// A voice node that the settings name, and what it says of itself and of others.
package struct KnownNode: Sendable {
    package var address: String
    /// Nil while it can't be reached.
    package var reports: [NodeReport]?

    package init(address: String, reports: [NodeReport]?) {
        self.address = address
        self.reports = reports
    }
}
