package import DiscordTypes
internal import GRDB

extension SQLiteNodeStore: NodeLeaseStore {
    package func acquire(
        _ guild: GuildID, for node: String, lasting duration: Duration
    ) async throws(StoreError) -> LeaseAcquisition {
        let now = file.now()
        return try await file.write { database in
            let stored = try database.lease(of: guild)
            if let stored, stored.expiresAt > now, stored.node != node { return .held(stored) }
            // The queue's epoch counts too: a lease row lost with a restored backup must not let epochs repeat.
            let written = try database.first(
                "SELECT epoch FROM guild_playback WHERE guild = ?", [guild.stored]
            ) { try $0.integer("epoch") }
            let lease = NodeLease(
                guild: guild, node: node, epoch: max(stored?.epoch ?? 0, written ?? 0) + 1,
                expiresAt: now + Int64(duration / .milliseconds(1)))
            try database.change(
                "INSERT OR REPLACE INTO node_lease (guild, node, epoch, expires_at) VALUES (?, ?, ?, ?)",
                [guild.stored, node, lease.epoch, lease.expiresAt])
            return .granted(lease)
        }
    }

    package func renew(_ leases: [NodeLease], lasting duration: Duration) async throws(StoreError) -> [NodeLease] {
        let now = file.now()
        return try await file.write { database in
            try leases.compactMap { lease in
                var renewed = lease
                renewed.expiresAt = now + Int64(duration / .milliseconds(1))
                let count = try database.change(
                    "UPDATE node_lease SET expires_at = ? WHERE guild = ? AND node = ? AND epoch = ? AND expires_at > 0",
                    [renewed.expiresAt, lease.guild.stored, lease.node, lease.epoch])
                return count == 1 ? renewed : nil
            }
        }
    }

    package func release(_ lease: NodeLease) async throws(StoreError) {
        try await file.write { database in
            // The row stays, for its epoch must never fall.
            _ = try database.change(
                "UPDATE node_lease SET expires_at = 0 WHERE guild = ? AND node = ? AND epoch = ?",
                [lease.guild.stored, lease.node, lease.epoch])
        }
    }

    package func leaseCounts() async throws(StoreError) -> [NodeLeaseCount] {
        let now = file.now()
        return try await file.read { database in
            try database.all(
                "SELECT node, sum(expires_at > ?) AS held, max(expires_at) AS until FROM node_lease GROUP BY node ORDER BY node",
                [now]
            ) { row in
                NodeLeaseCount(
                    node: try row.text("node"), count: Int(try row.integer("held")), until: try row.integer("until"))
            }
        }
    }

    package func owner(of guild: GuildID) async throws(StoreError) -> NodeLease? {
        let now = file.now()
        return try await file.read { database in
            try database.lease(of: guild).flatMap { $0.expiresAt > now ? $0 : nil }
        }
    }
}

extension Database {
    fileprivate func lease(of guild: GuildID) throws -> NodeLease? {
        try first("SELECT * FROM node_lease WHERE guild = ?", [guild.stored]) { row in
            NodeLease(
                guild: guild, node: try row.text("node"), epoch: try row.integer("epoch"),
                expiresAt: try row.integer("expires_at"))
        }
    }
}
