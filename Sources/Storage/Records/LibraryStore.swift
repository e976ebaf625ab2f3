/// What members and guilds keep beyond the queue. Written by the voice node.
package protocol LibraryStore: Sendable {
    /// Nil where there is none.
    func item(_ name: String, on shelf: LibraryShelf) async throws(StoreError) -> LibraryItem?

    /// The items whose name begins with `prefix`, by name; at most `limit`. One partition query.
    func items(
        named prefix: String, on shelf: LibraryShelf, limit: Int
    ) async throws(StoreError) -> [LibraryItem]

    /// How many items have a name that begins with `prefix`. One partition query.
    func count(named prefix: String, on shelf: LibraryShelf) async throws(StoreError) -> Int

    /// Stores the item, in the place of one with its name; durable on return. With `isNew`, one that exists already stays
    /// and `conflict` is thrown: a conditional put.
    func put(_ item: LibraryItem, isNew: Bool) async throws(StoreError)

    /// Whether there was such an item.
    func remove(_ name: String, from shelf: LibraryShelf) async throws(StoreError) -> Bool
}
