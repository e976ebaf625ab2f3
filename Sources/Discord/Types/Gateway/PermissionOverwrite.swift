/// What a channel allows or denies one role or one member, beyond the guild's roles.
package struct PermissionOverwrite: Codable, Hashable, Sendable {
    /// Whom the overwrite concerns.
    package enum Subject: Hashable, Sendable {
        case role(RoleID)
        case member(UserID)
    }

    package let subject: Subject
    package let allow: Permissions
    package let deny: Permissions

    package init(_ subject: Subject, allow: Permissions = [], deny: Permissions = []) {
        self.subject = subject
        self.allow = allow
        self.deny = deny
    }

    private enum Key: String, CodingKey { case id, type, allow, deny }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Int.self, forKey: .type) {
        case 0: subject = .role(try container.decode(RoleID.self, forKey: .id))
        case 1: subject = .member(try container.decode(UserID.self, forKey: .id))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "neither a role's nor a member's overwrite")
        }
        allow = try container.decodeIfPresent(Permissions.self, forKey: .allow) ?? []
        deny = try container.decodeIfPresent(Permissions.self, forKey: .deny) ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch subject {
        case .role(let id):
            try container.encode(id, forKey: .id)
            try container.encode(0, forKey: .type)
        case .member(let id):
            try container.encode(id, forKey: .id)
            try container.encode(1, forKey: .type)
        }
        try container.encode(allow, forKey: .allow)
        try container.encode(deny, forKey: .deny)
    }
}
