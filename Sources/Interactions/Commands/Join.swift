internal import DiscordTypes
internal import Jobs

extension Command {
    static let join = Command(
        name: [.english: "join", .german: "beitreten"],
        description: [
            .english: "Joins your voice channel, or the one you choose.",
            .german: "Kommt in deinen Sprachkanal oder in den, den du wählst.",
        ],
        options: [joinChannel], visibility: .everyone, plan: planJoin)

    private static let joinChannel = Option(
        kind: .channel, name: [.english: "channel", .german: "kanal"],
        description: [.english: "The voice channel to join", .german: "Der Sprachkanal"],
        channelTypes: [ResolvedChannel.voice, ResolvedChannel.stage])

    @Sendable private static func planJoin(_ context: CommandContext) -> Plan {
        guard case .channel(let channel)? = context.use[joinChannel.registeredName] else {
            return .job(.join(channel: nil))
        }
        // A member's client offers voice channels only; what arrives may be anything.
        guard let type = context.use.channels[channel]?.type, joinChannel.channelTypes.contains(type) else {
            return context.refuse(.joinNotVoice)
        }
        return .job(.join(channel: channel))
    }
}
