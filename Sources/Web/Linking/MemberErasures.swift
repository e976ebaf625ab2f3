package import Accounts
package import DiscordTypes
package import Logging
package import Storage

/// Deletes everything of a member, in every part of the program. A part that is away now is told when it is back.
package struct MemberErasures: Sendable {
    private static let pause: Duration = .seconds(5)

    private let store: any ErasureStore & UsageStore
    private let accounts: Accounts
    /// Erases at the voice node what is older than a time in milliseconds since 1970-01-01 UTC. Throws where it is not done.
    private let eraseAtNode: @Sendable (UserID, Int64) async throws -> Void
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private let log: Logger

    package init(
        store: any ErasureStore & UsageStore, accounts: Accounts,
        eraseAtNode: @escaping @Sendable (UserID, Int64) async throws -> Void,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Int64, log: Logger
    ) {
        self.store = store
        self.accounts = accounts
        self.eraseAtNode = eraseAtNode
        self.clock = clock
        self.now = now
        self.log = log
    }

    /// Notes the wish, then does what can be done now. False where the voice node is still to be told. Throws where the wish
    /// could not be noted or the accounts not be deleted.
    func erase(_ user: UserID) async throws -> Bool {
        let erasure = Erasure(user: user, askedAt: now())
        try await store.begin(erasure)
        return try await goOn(with: erasure)
    }

    /// Finishes what is left over, until cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                for erasure in try await store.erasures() { await finish(erasure) }
            } catch {
                log.warning("deletions can't be read", metadata: ["error": "\(error)"])
            }
            do { try await clock.sleep(for: Self.pause) } catch { return }
        }
    }

    /// One that fails is tried again the next time, and holds up no other.
    private func finish(_ erasure: Erasure) async {
        do {
            _ = try await goOn(with: erasure)
        } catch {
            log.warning("a member's data is not deleted yet", metadata: ["error": "\(error)"])
        }
    }

    private func goOn(with erasure: Erasure) async throws -> Bool {
        var erasure = erasure
        if erasure.stage == .everything {
            _ = try await accounts.deleteEverything(of: erasure.user)
            try await store.eraseUse(of: erasure.user)
            // What is linked from now on is not of this wish.
            erasure.stage = .node
            try await store.note(erasure)
        }
        do {
            try await eraseAtNode(erasure.user, erasure.askedAt)
        } catch {
            log.info("the voice node is told of a deletion later", metadata: ["reason": "\(error)"])
            return false
        }
        try await store.finish(erasure)
        return true
    }
}
