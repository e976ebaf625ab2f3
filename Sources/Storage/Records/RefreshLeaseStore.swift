package import DiscordTypes

/// The answer to a process that wants to refresh an account's tokens.
package enum RefreshLeaseAcquisition: Sendable, Hashable {
    /// `afterLoss`: the last holder never gave it back, so that a token it got may be lost.
    case granted(afterLoss: Bool)
    case held(until: Int64)
}

/// Who refreshes an account's tokens now: one holder at a time over all processes.
///
/// Key in a partitioned store: partition `USER#<user>`, sort key `REFRESH#<provider>`.
package protocol RefreshLeaseStore: Sendable {
    /// Takes the lease where it is free or expired. One conditional update.
    func acquireRefresh(
        of user: UserID, at provider: AccountProvider, holder: String, lasting duration: Duration
    ) async throws(StoreError) -> RefreshLeaseAcquisition

    /// Gives it back. One that has gone to another holder is left alone.
    func releaseRefresh(of user: UserID, at provider: AccountProvider, holder: String) async throws(StoreError)
}
