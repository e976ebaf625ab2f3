internal import Crypto
package import DiscordTypes
package import Storage

/// Who is signed in, by the cookie of their browser.
package struct Sessions: Sendable {
    /// Without a request for this time a session ends.
    static let idle: Int64 = 30 * 60_000
    /// A session ends after this time in any case.
    static let longest: Int64 = 12 * 3_600_000
    /// Operators' pages ask anew who someone is after this time without using them.
    static let operatorIdle: Int64 = 15 * 60_000
    /// For this time after proving who they are, operators may do what can't be undone.
    static let confirmation: Int64 = 5 * 60_000
    /// Times are stored this often at most, so that a busy visitor costs no write each request.
    private static let touchInterval: Int64 = 60_000

    private let store: any WebSessionStore
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    package init(store: any WebSessionStore, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.now = now
    }

    /// Signs a person in under a new token; the session of `former`, which the browser had before, ends.
    /// `isConfirmed` says that Discord asked the person just now.
    func open(
        _ identity: DiscordIdentity, isConfirmed: Bool, browser: String, former: BrowserSecret?
    ) async throws(StoreError) -> BrowserSecret {
        let secret = BrowserSecret.make()
        let now = now()
        let session = WebSession(
            tokenHash: secret.hash, handle: Hex.encode(RandomBytes.make(8)), user: identity.user,
            userName: identity.name, browser: browser, servers: ManagedServer.encode(identity.servers),
            createdAt: now, lastSeenAt: now, confirmedAt: isConfirmed ? now : 0, operatedAt: 0,
            expiresAt: now + Self.idle, locale: identity.locale)
        try await store.open(session, ending: former?.hash)
        return secret
    }

    /// The session of a token, whose idle time begins anew.
    func find(_ secret: BrowserSecret) async throws(StoreError) -> WebSession? {
        guard var session = try await store.session(secret.hash) else { return nil }
        let now = now()
        if now - session.lastSeenAt >= Self.touchInterval { try await touch(&session, now, operatedAt: 0) }
        return session
    }

    /// Begins an operator's idle time anew. Only for a session of which `isOperating` is true.
    func operate(_ session: inout WebSession) async throws(StoreError) {
        let now = now()
        guard now - session.operatedAt >= Self.touchInterval else { return }
        try await touch(&session, now, operatedAt: now)
    }

    private func touch(_ session: inout WebSession, _ now: Int64, operatedAt: Int64) async throws(StoreError) {
        session.lastSeenAt = now
        session.operatedAt = max(session.operatedAt, operatedAt)
        session.expiresAt = min(now + Self.idle, session.createdAt + Self.longest)
        try await store.touch(
            session.tokenHash, seenAt: now, operatedAt: operatedAt, expiresAt: session.expiresAt)
    }

    /// Looks without counting as use.
    func look(_ secret: BrowserSecret) async throws(StoreError) -> WebSession? {
        try await store.session(secret.hash)
    }

    func end(_ secret: BrowserSecret) async throws(StoreError) {
        try await store.end(secret.hash)
    }

    func list(of user: UserID) async throws(StoreError) -> [WebSession] {
        try await store.sessions(of: user)
    }

    func end(_ handle: String, of user: UserID) async throws(StoreError) -> Bool {
        try await store.end(handle, of: user)
    }

    package func endAll(of user: UserID) async throws(StoreError) {
        try await store.endAll(of: user)
    }

    /// Whether an operator's pages may be used without asking again.
    func isOperating(_ session: WebSession) -> Bool {
        now() - max(session.operatedAt, session.confirmedAt) < Self.operatorIdle
    }

    /// Whether what can't be undone may be done without asking again.
    func isConfirmed(_ session: WebSession) -> Bool {
        now() - session.confirmedAt < Self.confirmation
    }
}
