/// One message from the main gateway, decoded in one pass.
package enum GatewayFrame: Sendable {
    /// Op 0. `sequence` is what a resume must quote.
    case dispatch(sequence: Int?, GatewayEvent)
    /// Op 1: the server wants a heartbeat at once.
    case heartbeatRequest
    /// Op 7: reconnect and resume.
    case reconnect
    /// Op 9.
    case invalidSession(resumable: Bool)
    /// Op 10. The interval is in milliseconds.
    case hello(heartbeatInterval: Double)
    /// Op 11.
    case heartbeatAcknowledged
    case unknown(op: Int)
}

extension GatewayFrame: Decodable {
    private enum Key: String, CodingKey {
        case op, body = "d"
        case sequence = "s"
        case name = "t"
    }

    private enum HelloKey: String, CodingKey { case interval = "heartbeat_interval" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Int.self, forKey: .op) {
        case 0:
            let name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
            self = .dispatch(
                sequence: try container.decodeIfPresent(Int.self, forKey: .sequence),
                GatewayEvent(name: name, from: try container.superDecoder(forKey: .body)))
        case 1: self = .heartbeatRequest
        case 7: self = .reconnect
        // Anything but a plain true means that the session is gone.
        case 9: self = .invalidSession(resumable: (try? container.decode(Bool.self, forKey: .body)) ?? false)
        case 10:
            let body = try container.nestedContainer(keyedBy: HelloKey.self, forKey: .body)
            self = .hello(heartbeatInterval: try body.decode(Double.self, forKey: .interval))
        case 11: self = .heartbeatAcknowledged
        case let op: self = .unknown(op: op)
        }
    }
}
