package import Crypto
package import DiscordTypes
package import UDP

/// Where and how a call's packets leave. Valid until `.interrupted` or `.disconnected`; a resume leaves it as it is.
package struct VoiceTransport: Sendable {
    /// Connected to the voice server. Stays open while somebody holds it.
    package let socket: UDPSocket
    package let ssrc: UInt32
    package let mode: TransportMode
    /// 32 bytes. A packet counter may never repeat under one key.
    package let key: SecretBytes
    /// 0: the call is not encrypted end to end. Above 0, nothing may leave in clear.
    package let daveProtocolVersion: Int
}

extension UDPSocket: UDPSending {
    package var descriptor: Int32? { fd }
}
