internal import DiscordTypes
internal import Jobs

extension Command {
    /// On a message: its music files, else the links of its text, else those of what is embedded in it.
    static let playThis = Command(
        name: [.english: "Play this", .german: "Das abspielen"], description: [:], kind: .message,
        visibility: .everyone, plan: planPlayThis)

    @Sendable private static func planPlayThis(_ context: CommandContext) -> Plan {
        guard case .message(let message)? = context.use.target else { return context.refuse(.unknownOption) }
        let files = message.attachments.filter(mayBeSound)
        let links = MessageLinks.all(in: message.content)
        let media: [RequestedMedia] =
            if !files.isEmpty {
                files.map { .attachment(RequestedAttachment($0)) }
            } else {
                (links.isEmpty ? message.embeddedLinks.flatMap(MessageLinks.all) : links).map { .url($0) }
            }
        guard let first = media.first else { return context.refuse(.nothingInMessage) }
        var request = PlayRequest(media: first)
        let more = media.dropFirst().prefix(PlayRequest.moreLimit)
        if !more.isEmpty { request.more = Array(more) }
        return .job(.play(request))
    }

    /// Discord names the type of most uploads; one without a type may be anything.
    private static func mayBeSound(_ file: Attachment) -> Bool {
        guard let type = file.contentType else { return true }
        return ["audio/", "video/", "application/ogg", "application/octet-stream"].contains { type.hasPrefix($0) }
    }
}
