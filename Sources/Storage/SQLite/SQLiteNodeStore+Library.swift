internal import GRDB

extension SQLiteNodeStore: LibraryStore {
    package func item(_ name: String, on shelf: LibraryShelf) async throws(StoreError) -> LibraryItem? {
        try await file.read { database in
            try database.first(
                "SELECT * FROM library_item WHERE shelf = ? AND name = ?", [shelf.key, name]
            ) { try LibraryItem(row: $0, shelf) }
        }
    }

    package func items(
        named prefix: String, on shelf: LibraryShelf, limit: Int
    ) async throws(StoreError) -> [LibraryItem] {
        try await file.read { database in
            // A comparison of the beginning, not LIKE: names may hold its wildcards, and LIKE ignores case.
            try database.all(
                """
                SELECT * FROM library_item WHERE shelf = ?1 AND name >= ?2 AND substr(name, 1, length(?2)) = ?2
                ORDER BY name LIMIT ?3
                """, [shelf.key, prefix, limit]
            ) { try LibraryItem(row: $0, shelf) }
        }
    }

    package func count(named prefix: String, on shelf: LibraryShelf) async throws(StoreError) -> Int {
        try await file.read { database in
            let count = try database.first(
                """
                SELECT count(*) AS count FROM library_item
                WHERE shelf = ?1 AND name >= ?2 AND substr(name, 1, length(?2)) = ?2
                """, [shelf.key, prefix]
            ) { try $0.integer("count") }
            return Int(count ?? 0)
        }
    }

    package func put(_ item: LibraryItem, isNew: Bool) async throws(StoreError) {
        let now = file.now()
        let repetition = isNew ? "DO NOTHING" : "DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at"
        try await file.write { database in
            let stored = try database.change(
                """
                INSERT INTO library_item (shelf, name, body, updated_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (shelf, name) \(repetition)
                """, [item.shelf.key, item.name, item.body, now])
            guard stored == 1 else { throw StoreError.conflict }
        }
    }

    package func remove(_ name: String, from shelf: LibraryShelf) async throws(StoreError) -> Bool {
        try await file.write { database in
            try database.change(
                "DELETE FROM library_item WHERE shelf = ? AND name = ?", [shelf.key, name]) == 1
        }
    }
}

extension LibraryItem {
    fileprivate init(row: Row, _ shelf: LibraryShelf) throws {
        self.init(
            shelf: shelf, name: try row.text("name"), body: try row.text("body"),
            updatedAt: try row.integer("updated_at"))
    }
}
