package import DAVE
package import DiscordTypes

/// What happens to a guild's voice connection, in order.
package enum VoiceConnectionEvent: Sendable {
    /// A voice session is being set up.
    case connecting
    /// Packets may leave by this transport from now on. If we speak, the server was told before. Each transport is told
    /// of once; while we are suppressed it is held back.
    case ready(VoiceTransport)
    /// The control connection is lost, the transport is not: audio goes on while the session is being resumed.
    case resuming
    /// The control connection is back.
    case resumed
    /// No packet can leave until the next `.ready`; time goes on.
    case interrupted(VoiceInterruption)
    /// A moderator moved us; an interruption and a new transport follow.
    case moved(ChannelID)
    /// Whether we are kept from speaking: in a stage channel's audience, or without the permission. While true, no
    /// packet should leave; a transport told of before stays usable afterwards.
    case suppressed(Bool)
    case disconnected(VoiceDisconnection)
    case dave(DAVEEvent)
}
