/// What people said is the right recording, by the key of the track it was wrong for. Says nothing of who said so.
package protocol MatchCorrectionStore: Sendable {
    func correction(of key: String) async throws(StoreError) -> String?
    /// Keeps `value` for all keys, in place of former ones. `time` in milliseconds since 1970-01-01 UTC.
    func correct(_ keys: [String], to value: String, at time: Int64) async throws(StoreError)
    func forgetCorrection(of keys: [String]) async throws(StoreError)
}
