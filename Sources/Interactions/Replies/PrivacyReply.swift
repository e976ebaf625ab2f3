internal import DiscordTypes
internal import Jobs

/// `/privacy`: what to compare with one's own client.
struct PrivacyReply: Sendable {
    let texts: Texts

    func card(_ privacy: CallPrivacy) -> Card {
        guard let code = privacy.groupCode else { return Card(tone: .note, body: [texts(.notEncrypted)]) }
        let member = Mention.user(privacy.member)
        let pairwise = privacy.memberCode.map {
            texts(.memberCode, ["member": member, "code": "`\(PlayerReply.grouped($0))`"])
        }
        return Card(
            tone: .music, title: texts(.encryptedTitle),
            body: [
                texts(.callCode, ["code": "`\(PlayerReply.grouped(code))`"]),
                pairwise ?? texts(.memberNotInCall, ["member": member]),
            ],
            footnote: texts(.privacyHint))
    }
}
