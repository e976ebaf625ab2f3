package import DiscordTypes

/// What the main gateway tells the node, in order.
package enum GatewayNotice: Sendable {
    case event(GatewayEvent)
    /// The connection is lost; `.event(.resumed)` or `.event(.ready)` follows when it is back.
    case disconnected
}
