package import Access
package import DiscordTypes
package import Jobs
package import Storage

/// What the endpoint asks of the rest of the program. Any call may fail or hang: the endpoint bounds each by a deadline of its own.
package struct EndpointDependencies: Sendable {
    /// Takes an interaction up, durably, until `expiresAt` (milliseconds since 1970).
    package var claim: @Sendable (InteractionID, _ expiresAt: Int64) async throws -> InteractionClaim
    /// Keeps the answer given, for repetitions.
    package var record: @Sendable (_ answer: [UInt8], InteractionID) async throws -> Void
    /// Whether the server is on the allowlist (or there is none).
    package var decide: @Sendable (GuildID) async throws -> Allowlist.Decision
    /// Counts a command of a server that may not use the bot. True where it has tried so often that it gets no explanation now.
    package var isSilenced: @Sendable (GuildID) -> Bool
    /// Hands a job to the guild's node; the same id again has no second effect. Waits for the outcome as long as given and may
    /// take `JobDispatch.margin` beyond. Throws `DeliveryError`; any other error counts as `noAnswer`.
    package var deliver: @Sendable (PlaybackJob, _ wait: Duration) async throws -> JobStatus
    /// Asks after a job that was delivered. Throws like `deliver`.
    package var outcome: @Sendable (PlaybackJob, _ wait: Duration) async throws -> JobStatus
    package var save: @Sendable (PendingReply) async throws -> Void
    package var remove: @Sendable (InteractionID) async throws -> Void
    /// Replies that an earlier process owed, without those whose time is over.
    package var saved: @Sendable () async throws -> [PendingReply]
    /// `PATCH /webhooks/{application}/{token}/messages/@original`. Throws `EditProblem`; any other error counts as `failed`.
    package var editOriginal: @Sendable (ApplicationID, InteractionToken, ComponentMessage) async throws -> Void
    package var observe: @Sendable (InteractionObservation) -> Void
    package var accounts = AccountDesk.closed
    /// What a member may mean who is typing. Throws where the node can't say.
    package var suggest: @Sendable (SuggestionQuery) async throws -> TrackOffer = { _ in
        throw DeliveryError.nodeUnreachable
    }

    package init(
        claim: @escaping @Sendable (InteractionID, _ expiresAt: Int64) async throws -> InteractionClaim,
        record: @escaping @Sendable (_ answer: [UInt8], InteractionID) async throws -> Void,
        decide: @escaping @Sendable (GuildID) async throws -> Allowlist.Decision,
        isSilenced: @escaping @Sendable (GuildID) -> Bool = { _ in false },
        deliver: @escaping @Sendable (PlaybackJob, _ wait: Duration) async throws -> JobStatus,
        outcome: @escaping @Sendable (PlaybackJob, _ wait: Duration) async throws -> JobStatus,
        save: @escaping @Sendable (PendingReply) async throws -> Void,
        remove: @escaping @Sendable (InteractionID) async throws -> Void,
        saved: @escaping @Sendable () async throws -> [PendingReply],
        editOriginal: @escaping @Sendable (ApplicationID, InteractionToken, ComponentMessage) async throws -> Void,
        observe: @escaping @Sendable (InteractionObservation) -> Void
    ) {
        self.claim = claim
        self.record = record
        self.decide = decide
        self.isSilenced = isSilenced
        self.deliver = deliver
        self.outcome = outcome
        self.save = save
        self.remove = remove
        self.saved = saved
        self.editOriginal = editOriginal
        self.observe = observe
    }
}

/// Why a reply could not be edited.
package enum EditProblem: Error, Hashable, Sendable {
    /// The message or the token is gone. Never to be tried again.
    case gone
    case rateLimited(retryAfter: Duration)
    /// Discord does not accept the message itself: a defect.
    case rejected
    /// Discord or the way to it is out of order.
    case failed
}

/// One interaction for the metrics.
package struct InteractionObservation: Hashable, Sendable {
    package enum Result: String, Hashable, Sendable, CaseIterable {
        /// Done, and said so at once.
        case answered
        /// Done later than the first answer allows; followed by `finished` or `unfinished`.
        case deferred
        case finished, unfinished
        /// The player said why not.
        case failed
        /// Not done: options, access, an unknown command.
        case refused
        /// A dependency did not work.
        case unavailable
        case repeated
        case unauthorized, malformed
    }

    /// Of the registry, or `ping`, `unknown`; never text from outside.
    package var command: String
    package var result: Result
    /// From the request's arrival.
    package var duration: Duration
}
