/// Why there is no token. A caller tells the member about the first three, and goes on without the account.
package enum AccountsError: Error, Hashable, Sendable {
    /// The operator has not set this provider up.
    case notConfigured
    case notLinked
    /// The provider doesn't accept the account any more; the member has to link it again.
    case relinkNeeded
    /// The provider, the store or the vault does not work now. Later it may.
    case unavailable(retryAfter: Duration?)
}
