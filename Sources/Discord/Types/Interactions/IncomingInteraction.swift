/// What Discord posts to the interactions endpoint.
///
/// Source: Discord's "Receiving and Responding", "Interaction Structure".
package enum IncomingInteraction: Sendable {
    /// Discord's check of the endpoint. Nothing else in it matters.
    case ping
    case interaction(Interaction)

    /// The value of `type` in a ping.
    package static let pingType: Int64 = 1
}

extension IncomingInteraction: Decodable {
    private enum Key: CodingKey {
        case type
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if try container.decode(Int64.self, forKey: .type) == Self.pingType {
            self = .ping
        } else {
            self = .interaction(try Interaction(from: decoder))
        }
    }
}
