internal import DiscordTypes
internal import Jobs

extension Command {
    /// On a message: its first playable file, else its first link.
    static let playThis = Command(
        name: [.english: "Play this", .german: "Das abspielen"], description: [:], kind: .message,
        visibility: .everyone, plan: planPlayThis)

    @Sendable private static func planPlayThis(_ context: CommandContext) -> Plan {
        guard case .message(let content, let attachments)? = context.use.target else {
            return context.refuse(.unknownOption)
        }
        if let file = attachments.first(where: isSound) ?? attachments.first {
            return .job(.play(PlayRequest(media: .attachment(RequestedAttachment(file)))))
        }
        let words = content.split(whereSeparator: \.isWhitespace)
        for word in words {
            if case .address(let address) = MediaAddress.read(String(word)) {
                return .job(.play(PlayRequest(media: .url(address))))
            }
        }
        return context.refuse(.nothingInMessage)
    }

    private static func isSound(_ file: Attachment) -> Bool {
        ["audio/", "video/"].contains { file.contentType?.hasPrefix($0) == true }
    }
}
