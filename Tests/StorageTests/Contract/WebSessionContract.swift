import DiscordTypes
import Storage
import Testing

@Suite("Contract: web sessions and ways to providers")
struct WebSessionContract {
    let clock = ManualWallClock()
    let user = UserID(UInt64.max)

    func session(_ hash: UInt8, handle: String = "h", user: UserID? = nil, lasting: Int64 = 1_800_000) -> WebSession {
        WebSession(
            tokenHash: [hash, 0, 0xFF], handle: handle, user: user ?? self.user, userName: "Ann ‮", browser: "Firefox",
            servers: "[]", createdAt: clock.now, lastSeenAt: clock.now, confirmedAt: clock.now, operatedAt: 0,
            expiresAt: clock.now + lasting)
    }

    @Test(arguments: Backend.all)
    func `a session is found by its token's hash until it ends, across a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        try await stores.sessions.open(session(1), ending: nil)
        stores = try await stores.restarted()
        #expect(try await stores.sessions.session([1, 0, 0xFF]) == session(1))
        #expect(try await stores.sessions.session([2]) == nil)
        clock.advance(by: .seconds(1799))
        #expect(try await stores.sessions.session([1, 0, 0xFF]) != nil)
        clock.advance(by: .seconds(1))
        #expect(try await stores.sessions.session([1, 0, 0xFF]) == nil)
        #expect(try await stores.sessions.sessions(of: user).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `a sign-in ends the session that it replaces, and no other`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.sessions.open(session(1, handle: "a"), ending: nil)
        try await stores.sessions.open(session(2, handle: "b"), ending: nil)
        try await stores.sessions.open(session(3, handle: "c"), ending: [1, 0, 0xFF])
        #expect(try await stores.sessions.session([1, 0, 0xFF]) == nil)
        #expect(try await stores.sessions.sessions(of: user).map(\.handle) == ["b", "c"])
    }

    @Test(arguments: Backend.all)
    func `what was ended stays ended, whatever is touched later`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.sessions.open(session(1), ending: nil)
        try await stores.sessions.touch(
            [1, 0, 0xFF], seenAt: clock.now + 5, operatedAt: clock.now + 5, expiresAt: clock.now + 9)
        let touched = try await stores.sessions.session([1, 0, 0xFF])
        #expect(touched?.lastSeenAt == clock.now + 5)
        #expect(touched?.operatedAt == clock.now + 5)
        #expect(touched?.expiresAt == clock.now + 9)
        // A later page of somebody who does not operate leaves that time alone.
        try await stores.sessions.touch([1, 0, 0xFF], seenAt: clock.now, operatedAt: 0, expiresAt: clock.now + 9)
        #expect(try await stores.sessions.session([1, 0, 0xFF])?.operatedAt == clock.now + 5)
        try await stores.sessions.end([1, 0, 0xFF])
        try await stores.sessions.touch([1, 0, 0xFF], seenAt: 0, operatedAt: 0, expiresAt: .max)
        #expect(try await stores.sessions.session([1, 0, 0xFF]) == nil)
    }

    @Test(arguments: Backend.all)
    func `people end their own sessions by handle, never another's`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.sessions.open(session(1, handle: "a"), ending: nil)
        try await stores.sessions.open(session(2, handle: "b"), ending: nil)
        #expect(try await stores.sessions.end("a", of: UserID(7)) == false)
        #expect(try await stores.sessions.session([1, 0, 0xFF]) != nil)
        #expect(try await stores.sessions.end("a", of: user))
        #expect(try await stores.sessions.end("a", of: user) == false)
        #expect(try await stores.sessions.session([1, 0, 0xFF]) == nil)
        try await stores.sessions.endAll(of: user)
        #expect(try await stores.sessions.sessions(of: user).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `R23 an attempt is taken once, by one of many, and not after its time`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        for number in 1...20 as ClosedRange<UInt8> {
            let attempt = OAuthAttempt(
                stateHash: [number], provider: "discord", browserHash: [9], user: number == 1 ? user : nil,
                page: "home",
                expiresAt: clock.now + 600_000)
            try await stores.attempts.begin(attempt)
            let taken = try await withThrowingTaskGroup(of: OAuthAttempt?.self) { group in
                for index in 0..<6 {
                    group.addTask { try await (index.isMultiple(of: 2) ? stores : other).attempts.take([number]) }
                }
                return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(taken == [attempt])
        }
        let late = OAuthAttempt(
            stateHash: [99], provider: "discord", browserHash: [9], user: nil, page: "home",
            expiresAt: clock.now + 600_000)
        try await stores.attempts.begin(late)
        clock.advance(by: .seconds(600))
        #expect(try await stores.attempts.take([99]) == nil)
    }
}
