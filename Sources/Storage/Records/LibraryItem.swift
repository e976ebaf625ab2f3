package import DiscordTypes

/// One thing that a member or a guild keeps: a favourite, a saved playlist, the room's settings.
///
/// Key in a partitioned store: partition `shelf`, sort key `name`.
package struct LibraryItem: Sendable, Hashable {
    package var shelf: LibraryShelf
    /// Unique on its shelf. Items of one kind share a beginning, such as `FAVOURITE#`, so that they are one query.
    package var name: String
    /// JSON that only the voice node reads.
    package var body: String
    /// Milliseconds since 1970-01-01 UTC; the store sets it.
    package var updatedAt: Int64

    package init(shelf: LibraryShelf, name: String, body: String, updatedAt: Int64 = 0) {
        self.shelf = shelf
        self.name = name
        self.body = body
        self.updatedAt = updatedAt
    }
}

/// Whose things they are.
package enum LibraryShelf: Sendable, Hashable {
    case member(UserID)
    case guild(GuildID)
    /// Playlists that were shared, by the code people pass on. Who shared one keeps an item `SHARED#<code>`.
    case shared

    package static let sharedMark = "SHARED#"

    /// The partition's key.
    package var key: String {
        switch self {
        case .member(let user): "USER#\(user)"
        case .guild(let guild): "GUILD#\(guild)"
        case .shared: "SHARED"
        }
    }
}
