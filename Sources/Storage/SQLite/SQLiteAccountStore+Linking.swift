internal import DiscordTypes
internal import Foundation
internal import GRDB

extension SQLiteAccountStore: LinkTicketStore {
    package func save(_ ticket: LinkTicketRecord) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            try database.purge("link_ticket", now: now)
            _ = try database.change(
                "INSERT INTO link_ticket (digest, user, provider, expires_at) VALUES (?, ?, ?, ?)",
                [Data(ticket.digest), ticket.user.stored, ticket.provider?.rawValue, ticket.expiresAt])
        }
    }

    package func ticket(_ digest: [UInt8]) async throws(StoreError) -> LinkTicketRecord? {
        let now = file.now()
        return try await file.read { try $0.ticket(digest, now: now) }
    }

    package func takeTicket(_ digest: [UInt8]) async throws(StoreError) -> LinkTicketRecord? {
        let now = file.now()
        return try await file.write { database in
            let stored = try database.ticket(digest, now: now)
            try database.change("DELETE FROM link_ticket WHERE digest = ?", [Data(digest)])
            return stored
        }
    }
}

extension SQLiteAccountStore: LinkStatisticStore {
    package func count(_ event: LinkEvent, at provider: AccountProvider?) async throws(StoreError) {
        let day = file.now() / 86_400_000
        try await file.write { database in
            _ = try database.change(
                """
                INSERT INTO link_statistic (day, provider, event, count) VALUES (?, ?, ?, 1)
                ON CONFLICT (day, provider, event) DO UPDATE SET count = count + 1
                """, [day, provider?.rawValue ?? "", event.rawValue])
        }
    }

    package func linkStatistics(since day: Int64) async throws(StoreError) -> [LinkStatistic] {
        try await file.read { database in
            try database.all(
                "SELECT * FROM link_statistic WHERE day >= ? ORDER BY day, provider, event", [day]
            ) { row in
                guard let event = LinkEvent(rawValue: try row.text("event")) else {
                    throw StoreError.corrupted("unknown event of a link")
                }
                return LinkStatistic(
                    day: try row.integer("day"),
                    provider: try row.text("provider").isEmpty ? nil : try row.provider("provider"), event: event,
                    count: try row.integer("count"))
            }
        }
    }
}

extension Database {
    fileprivate func ticket(_ digest: [UInt8], now: Int64) throws -> LinkTicketRecord? {
        try first("SELECT * FROM link_ticket WHERE digest = ? AND expires_at > ?", [Data(digest), now]) { row in
            LinkTicketRecord(
                digest: digest, user: try row.snowflake("user"),
                provider: try row.optionalText("provider") == nil ? nil : try row.provider("provider"),
                expiresAt: try row.integer("expires_at"))
        }
    }
}
