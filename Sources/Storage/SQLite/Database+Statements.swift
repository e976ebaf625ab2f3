internal import DiscordTypes
internal import GRDB

extension Database {
    /// Runs one statement, prepared once per connection, and returns the number of rows changed.
    @discardableResult
    func change(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    func first<Value>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), as decode: (Row) throws -> Value
    ) throws -> Value? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments).map(decode)
    }

    func all<Value>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), as decode: (Row) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() { values.append(try decode(row)) }
        return values
    }

    /// Deletes a few rows that ended an hour ago. The hour keeps what a clock set forward by mistake would end too early.
    func purge(_ table: String, now: Int64) throws {
        try change(
            """
            DELETE FROM \(table) WHERE rowid IN
              (SELECT rowid FROM \(table) WHERE expires_at <= ? ORDER BY expires_at LIMIT 16)
            """, [now - 3_600_000])
    }
}

extension Row {
    func integer(_ column: String) throws -> Int64 { try decode(Int64.self, forColumn: column) }
    func optionalInteger(_ column: String) throws -> Int64? { try decode(Int64?.self, forColumn: column) }
    func optionalReal(_ column: String) throws -> Double? { try decode(Double?.self, forColumn: column) }
    func text(_ column: String) throws -> String { try decode(String.self, forColumn: column) }
    func optionalText(_ column: String) throws -> String? { try decode(String?.self, forColumn: column) }

    func snowflake<Tag>(_ column: String) throws -> Snowflake<Tag> { Snowflake(stored: try integer(column)) }

    func optionalSnowflake<Tag>(_ column: String) throws -> Snowflake<Tag>? {
        try optionalInteger(column).map(Snowflake.init(stored:))
    }
}

extension Snowflake {
    /// SQLite's integers are signed: the same 64 bits.
    var stored: Int64 { Int64(bitPattern: rawValue) }

    init(stored: Int64) {
        self.init(UInt64(bitPattern: stored))
    }
}
