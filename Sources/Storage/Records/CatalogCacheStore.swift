/// What the catalogue found lately, by key, each with a time after which it is never read again. All of it can be found anew.
package protocol CatalogCacheStore: Sendable {
    /// The value; nil where there is none or its time is over.
    func cached(_ key: String) async throws(StoreError) -> String?
    /// The latest values whose key begins with `prefix`, with when their time is over, newest first.
    func latest(_ prefix: String, limit: Int) async throws(StoreError) -> [(value: String, expiresAt: Int64)]
    /// Keeps values until `expiresAt`, in milliseconds since 1970-01-01 UTC, in place of former ones.
    func keep(_ values: [String: String], expiresAt: Int64) async throws(StoreError)
    /// Frees what nobody reads any more; how many rows that were.
    func removeExpired() async throws(StoreError) -> Int
}
