package import DiscordTypes

/// How a call is encrypted, in the codes that people compare with those of their own client.
package struct CallPrivacy: Codable, Hashable, Sendable {
    /// 30 digits that all members of the call see; nil while it is not encrypted end to end.
    package var groupCode: String?
    /// Whose client shows `memberCode`.
    package var member: UserID
    /// 45 digits that this member sees of the bot; nil for somebody who is not in the encrypted call.
    package var memberCode: String?

    package init(groupCode: String?, member: UserID, memberCode: String?) {
        self.groupCode = groupCode
        self.member = member
        self.memberCode = memberCode
    }
}
