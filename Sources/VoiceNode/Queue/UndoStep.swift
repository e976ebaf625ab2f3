internal import DiscordTypes
internal import Jobs
internal import Storage

/// What it takes to undo one change of the queue. Stored as JSON, so it only ever grows.
struct UndoStep: Codable, Sendable, Equatable {
    var kind: UndoneChange
    /// Who made the change.
    var member: UserID
    /// Entries that the change added.
    var added: [Int64] = []
    /// Entries that it took out.
    var removed: [Int64] = []
    /// Orders before it, of entries that it moved.
    var places: [Place] = []

    struct Place: Codable, Sendable, Hashable {
        var entry: Int64
        var order: Int64
    }
}
