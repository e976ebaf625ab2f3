package import DiscordTypes
internal import HTTPClient

/// What pages ask a node beside playback.
extension NodeClient {
    /// The node itself, and those that its store has leases of.
    package func nodes() async throws(DeliveryError) -> [NodeReport] {
        let response = try await exchange(lasting: .zero) { _ in ("GET", NodeRoute.nodes, []) }
        guard response.status == 200 else { throw DeliveryError(status: response.status) }
        return try Self.decode([NodeReport].self, from: response)
    }

    /// What the node keeps about a member.
    package func records(of member: UserID) async throws(DeliveryError) -> MemberRecords {
        let response = try await exchange(lasting: .seconds(2)) { _ in ("GET", NodeRoute.records(of: member), []) }
        guard response.status == 200 else { throw DeliveryError(status: response.status) }
        return try Self.decode(MemberRecords.self, from: response)
    }

    /// Erases what the node has kept about a member since before a time, in milliseconds since 1970-01-01 UTC. Done for good
    /// when this returns; repeating it does nothing more.
    package func erase(_ member: UserID, before time: Int64) async throws(DeliveryError) {
        let response = try await exchange(lasting: .seconds(2)) { _ in
            ("POST", NodeRoute.erasure(of: member, before: time), [])
        }
        guard response.status == 204 else { throw DeliveryError(status: response.status) }
    }
}
