package import DiscordTypes
internal import Foundation
internal import GRDB

extension SQLiteAccountStore: LinkedAccountStore {
    package func account(
        of user: UserID, at provider: AccountProvider
    ) async throws(StoreError) -> LinkedAccountRecord? {
        try await file.read { try $0.account(of: user, at: provider) }
    }

    package func accounts(of user: UserID) async throws(StoreError) -> [LinkedAccountRecord] {
        try await file.read { try $0.accounts(of: user) }
    }

    package func save(
        _ account: LinkedAccountRecord, replacing revision: Int64?
    ) async throws(StoreError) -> LinkedAccountRecord {
        try await file.write { database in
            guard try database.account(of: account.user, at: account.provider)?.revision == revision else {
                throw StoreError.conflict
            }
            var stored = account
            stored.revision = (revision ?? 0) + 1
            try database.write(stored)
            return stored
        }
    }

    package func removeAccount(
        of user: UserID, at provider: AccountProvider
    ) async throws(StoreError) -> LinkedAccountRecord? {
        try await file.write { database in
            let stored = try database.account(of: user, at: provider)
            try database.change(
                "DELETE FROM linked_account WHERE user = ? AND provider = ?", [user.stored, provider.rawValue])
            return stored
        }
    }

    package func removeEverything(of user: UserID) async throws(StoreError) -> [LinkedAccountRecord] {
        try await file.write { database in
            let stored = try database.accounts(of: user)
            for table in ["linked_account", "refresh_lease", "link_ticket"] {
                try database.change("DELETE FROM \(table) WHERE user = ?", [user.stored])
            }
            return stored
        }
    }

    package func accounts(
        after last: LinkedAccountRecord?, limit: Int
    ) async throws(StoreError) -> [LinkedAccountRecord] {
        try await file.read { database in
            try database.all(
                """
                SELECT * FROM linked_account WHERE (?1 IS NULL OR (user, provider) > (?1, ?2))
                ORDER BY user, provider LIMIT ?3
                """, [last?.user.stored, last?.provider.rawValue, limit], as: LinkedAccountRecord.init(row:))
        }
    }

    package func accountCounts() async throws(StoreError) -> [LinkedAccountCount] {
        try await file.read { database in
            try database.all(
                """
                SELECT provider, state, count(*) AS count FROM linked_account WHERE user <> 0
                GROUP BY provider, state ORDER BY provider, state
                """
            ) { row in
                LinkedAccountCount(
                    provider: try row.provider("provider"), state: try LinkedAccountState(row: row),
                    count: Int(try row.integer("count")))
            }
        }
    }
}

extension SQLiteAccountStore: RefreshLeaseStore {
    package func acquireRefresh(
        of user: UserID, at provider: AccountProvider, holder: String, lasting duration: Duration
    ) async throws(StoreError) -> RefreshLeaseAcquisition {
        let now = file.now()
        let end = now + Int64(duration / .milliseconds(1))
        return try await file.write { database in
            let stored = try database.first(
                "SELECT expires_at FROM refresh_lease WHERE user = ? AND provider = ?",
                [user.stored, provider.rawValue]
            ) { try $0.integer("expires_at") }
            if let stored, stored > now { return .held(until: stored) }
            try database.change(
                "INSERT OR REPLACE INTO refresh_lease (user, provider, holder, expires_at) VALUES (?, ?, ?, ?)",
                [user.stored, provider.rawValue, holder, end])
            return .granted(afterLoss: stored != nil)
        }
    }

    package func releaseRefresh(
        of user: UserID, at provider: AccountProvider, holder: String
    ) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change(
                "DELETE FROM refresh_lease WHERE user = ? AND provider = ? AND holder = ?",
                [user.stored, provider.rawValue, holder])
        }
    }
}

extension Database {
    fileprivate func account(of user: UserID, at provider: AccountProvider) throws -> LinkedAccountRecord? {
        try first(
            "SELECT * FROM linked_account WHERE user = ? AND provider = ?", [user.stored, provider.rawValue],
            as: LinkedAccountRecord.init(row:))
    }

    fileprivate func accounts(of user: UserID) throws -> [LinkedAccountRecord] {
        try all(
            "SELECT * FROM linked_account WHERE user = ? ORDER BY provider", [user.stored],
            as: LinkedAccountRecord.init(row:))
    }

    fileprivate func write(_ account: LinkedAccountRecord) throws {
        try change(
            """
            INSERT OR REPLACE INTO linked_account
              (user, provider, state, sealed_access, sealed_refresh, sealed_profile, scopes, may_blend, linked_at,
               access_expires_at, consent_expires_at, refreshed_at, revision, locale, is_preferred)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                account.user.stored, account.provider.rawValue, account.state.rawValue,
                account.sealedAccess.map { Data($0) }, account.sealedRefresh.map { Data($0) },
                account.sealedProfile.map { Data($0) }, account.scopes, account.mayBlend ? 1 : 0, account.linkedAt,
                account.accessExpiresAt, account.consentExpiresAt, account.refreshedAt, account.revision,
                account.locale, account.isPreferred ? 1 : 0,
            ])
    }
}

extension LinkedAccountRecord {
    fileprivate init(row: Row) throws {
        self.init(
            user: try row.snowflake("user"), provider: try row.provider("provider"),
            state: try LinkedAccountState(row: row), sealedAccess: try row.optionalBlob("sealed_access"),
            sealedRefresh: try row.optionalBlob("sealed_refresh"),
            sealedProfile: try row.optionalBlob("sealed_profile"), scopes: try row.text("scopes"),
            mayBlend: try row.integer("may_blend") != 0, isPreferred: try row.integer("is_preferred") != 0,
            linkedAt: try row.integer("linked_at"),
            accessExpiresAt: try row.optionalInteger("access_expires_at"),
            consentExpiresAt: try row.optionalInteger("consent_expires_at"),
            refreshedAt: try row.optionalInteger("refreshed_at"), locale: try row.optionalText("locale"),
            revision: try row.integer("revision"))
    }
}

extension LinkedAccountState {
    fileprivate init(row: Row) throws {
        guard let state = LinkedAccountState(rawValue: try row.text("state")) else {
            throw StoreError.corrupted("unknown state of an account")
        }
        self = state
    }
}
