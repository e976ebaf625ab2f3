package import DiscordTypes

/// Who is signed in where.
package protocol WebSessionStore: Sendable {
    /// Adds a session; durable on return. Where `former` is given, that session ends in the same transaction, so that a
    /// sign-in never leaves the identity it replaces behind.
    func open(_ session: WebSession, ending former: [UInt8]?) async throws(StoreError)

    /// Nil where it was ended, never was, or is past its time to live.
    func session(_ tokenHash: [UInt8]) async throws(StoreError) -> WebSession?

    /// Moves the times of a session that is still there; one that was ended meanwhile stays ended.
    func touch(_ tokenHash: [UInt8], seenAt: Int64, operatedAt: Int64, expiresAt: Int64) async throws(StoreError)

    /// Ends a session. One that is not stored is passed over.
    func end(_ tokenHash: [UInt8]) async throws(StoreError)

    /// A person's sessions, newest first.
    func sessions(of user: UserID) async throws(StoreError) -> [WebSession]

    /// Ends one of a person's sessions by its handle. False where the person has none of that handle.
    func end(_ handle: String, of user: UserID) async throws(StoreError) -> Bool

    /// Ends all of a person's sessions.
    func endAll(of user: UserID) async throws(StoreError)
}
