/// A role of a guild. The role whose id equals the guild's is everybody's.
package struct GuildRole: Decodable, Hashable, Sendable {
    package let id: RoleID
    package let permissions: Permissions

    package init(id: RoleID, permissions: Permissions) {
        self.id = id
        self.permissions = permissions
    }
}
