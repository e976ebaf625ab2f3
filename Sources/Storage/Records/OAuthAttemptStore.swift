/// Ways to providers that were begun.
package protocol OAuthAttemptStore: Sendable {
    /// Adds an attempt; durable on return.
    func begin(_ attempt: OAuthAttempt) async throws(StoreError)

    /// Removes the attempt and returns it: of any number of callers at most one gets it. Nil where there is none, or it is
    /// past its time to live.
    func take(_ stateHash: [UInt8]) async throws(StoreError) -> OAuthAttempt?
}
