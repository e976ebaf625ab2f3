package import DiscordTypes
package import Logging

/// What the voice connections of a node share.
package struct VoiceEnvironment: Sendable {
    package var connector: SocketConnector
    package var directory: GuildDirectory
    /// Hands op 4 to the main gateway.
    package var sendVoiceState: @Sendable (VoiceStateCommand) -> Void
    /// The end-to-end encryption we offer in a channel: 0 none, 1 DAVE.
    package var maxDaveProtocolVersion: @Sendable (GuildChannel.Kind?) -> Int
    package var timeline: Timeline
    /// Uniform in 0..<1.
    package var random: @Sendable () -> Double
    package var logger: Logger

    package init(
        connector: @escaping SocketConnector, directory: GuildDirectory,
        sendVoiceState: @escaping @Sendable (VoiceStateCommand) -> Void,
        maxDaveProtocolVersion: @escaping @Sendable (GuildChannel.Kind?) -> Int = { _ in 0 },
        timeline: Timeline = Timeline(.continuous),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.connector = connector
        self.directory = directory
        self.sendVoiceState = sendVoiceState
        self.maxDaveProtocolVersion = maxDaveProtocolVersion
        self.timeline = timeline
        self.random = random
        self.logger = logger
    }
}
