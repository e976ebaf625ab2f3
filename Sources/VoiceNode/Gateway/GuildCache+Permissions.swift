import DiscordTypes

/// Discord's permission rules. Source: Discord's documentation, "Permission Overwrites".
extension GuildCache {
    /// The bot's permissions in the whole guild.
    func ownBasePermissions(of user: UserID) -> Permissions {
        guard owner != user else { return .all }
        // The role that carries the guild's id is everyone's.
        var permissions = roles[RoleID(id.rawValue)] ?? []
        for role in ownRoles { permissions.formUnion(roles[role] ?? []) }
        return permissions.contains(.administrator) ? .all : permissions
    }

    /// The bot's permissions in `channel`: everyone's overwrite, then its roles' together, then its own.
    func ownPermissions(of user: UserID, in channel: GuildChannel) -> Permissions {
        var permissions = ownBasePermissions(of: user)
        guard permissions != .all else { return .all }
        var everyone = PermissionOverwrite(.role(RoleID(id.rawValue)))
        var own = PermissionOverwrite(.member(user))
        var roleAllow: Permissions = []
        var roleDeny: Permissions = []
        for overwrite in channel.overwrites {
            switch overwrite.subject {
            case everyone.subject: everyone = overwrite
            case own.subject: own = overwrite
            case .role(let role) where ownRoles.contains(role):
                roleAllow.formUnion(overwrite.allow)
                roleDeny.formUnion(overwrite.deny)
            default: break
            }
        }
        permissions = permissions.subtracting(everyone.deny).union(everyone.allow)
        permissions = permissions.subtracting(roleDeny).union(roleAllow)
        return permissions.subtracting(own.deny).union(own.allow)
    }

    /// Everything that keeps the bot from being heard in `channel`; empty if nothing is known to.
    func obstacles(of user: UserID, to channel: ChannelID) -> [JoinObstacle] {
        guard let target = channels[channel] else { return [.unknownChannel] }
        guard target.hasAudio else { return [.notAVoiceChannel] }
        let permissions = ownPermissions(of: user, in: target)
        var obstacles: [JoinObstacle] = []
        var missing: [MissingPermission] = []
        if !permissions.contains(.viewChannel) { missing.append(.viewChannel) }
        if !permissions.contains(.connect) { missing.append(.connect) }
        // On a stage, who may speak is decided by invitation.
        if target.kind == .voice, !permissions.contains(.speak) { missing.append(.speak) }
        if !missing.isEmpty { obstacles.append(.missingPermissions(missing)) }
        // Who may move members may also enter a full channel.
        let isThere = voice[user]?.channel == channel
        if target.userLimit > 0, !isThere, !permissions.contains(.moveMembers) {
            let present = occupants(of: channel).count
            if present >= target.userLimit { obstacles.append(.full(limit: target.userLimit)) }
        }
        return obstacles
    }
}

/// A permission whose absence keeps the bot from being heard, under the name that Discord's client shows.
package enum MissingPermission: String, Hashable, Sendable, CaseIterable {
    case viewChannel = "View Channel"
    case connect = "Connect"
    case speak = "Speak"
}

/// A fact that keeps the bot out of a channel, or silent in it.
package enum JoinObstacle: Hashable, Sendable {
    /// Not in the guild, or deleted, or hidden from the bot altogether.
    case unknownChannel
    case notAVoiceChannel
    /// In the order that a moderator should mend them.
    case missingPermissions([MissingPermission])
    case full(limit: Int)
}
