package import DiscordTypes

/// Which interactions were taken up already, so that one delivered twice has one effect and one answer, across restarts and
/// instances.
///
/// Key in a partitioned store: partition `SEEN#<interaction>`, with a time to live.
package protocol SeenInteractionStore: Sendable {
    /// Takes the interaction up, durable on return. Of any number of callers exactly one is told `first`. One conditional put.
    func claim(_ interaction: InteractionID, expiresAt: Int64) async throws(StoreError) -> InteractionClaim

    /// Keeps the answer given, for repetitions. The first answer holds: the same again is fine, another one throws
    /// `conflict`. Throws `notFound` where the interaction was not claimed.
    func record(_ answer: [UInt8], for interaction: InteractionID) async throws(StoreError)
}

/// The answer to a claim.
package enum InteractionClaim: Sendable, Hashable {
    case first
    /// It was claimed before. `answer` is nil while the first claimer has not answered, or if it ended before it could.
    case seen(answer: [UInt8]?)
}
