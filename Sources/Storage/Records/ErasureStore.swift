package import DiscordTypes

/// Members who asked that everything of theirs be deleted, until it is done everywhere: nothing is forgotten when a part of
/// the program is away meanwhile.
///
/// Key in a partitioned store: partition `ERASURE`, sort key the user.
package protocol ErasureStore: Sendable {
    /// Notes the wish; durable on return. An earlier one of the same member is overtaken.
    func begin(_ erasure: Erasure) async throws(StoreError)

    /// Those that are not done, the oldest first.
    func erasures() async throws(StoreError) -> [Erasure]

    /// Says how far one is; passed over where another wish took its place.
    func note(_ erasure: Erasure) async throws(StoreError)

    /// Takes it out; passed over where another wish took its place.
    func finish(_ erasure: Erasure) async throws(StoreError)
}

/// One member's wish and what is left of it.
package struct Erasure: Sendable, Hashable {
    package enum Stage: Int64, Sendable, Hashable {
        /// Accounts, figures of use, then the voice node.
        case everything = 0
        /// Only the voice node has to be told.
        case node = 1
    }

    package var user: UserID
    /// What is newer stays. Milliseconds since 1970-01-01 UTC.
    package var askedAt: Int64
    package var stage: Stage

    package init(user: UserID, askedAt: Int64, stage: Stage = .everything) {
        self.user = user
        self.askedAt = askedAt
        self.stage = stage
    }
}
