internal import Storage

/// How a refresh ended, for all who waited for it.
enum RefreshOutcome: Sendable {
    /// Stored, and still to be opened.
    case fresh(LinkedAccountRecord)
    case failed(AccountsError)
}
