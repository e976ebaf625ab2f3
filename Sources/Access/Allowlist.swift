package import DiscordTypes
package import Storage
internal import Synchronization

/// Whether a server may use the bot: asked before every command, by every part that acts for a server.
///
/// Answers are kept for a few seconds, so that a busy server costs one read each few seconds and not one each command.
/// A decision made through a `ServerRegister` that was given this allowlist holds at once; one made by another process (the
/// operator's terminal) holds when the kept answer has aged out. An answer is never used beyond its age: while the store is
/// down, every server is refused as soon as what is known of it has aged out.
package final class Allowlist: Sendable {
    package enum Decision: Sendable, Hashable {
        case allowed
        /// The server asked and waits, was refused, or was never heard of (nil).
        case notApproved(ServerState?)
        /// The store can't tell. The caller refuses, and says that it is for now.
        case unavailable
    }

    /// How long an answer of the store may be used.
    package static let maximumAge: Duration = .seconds(3)
    /// Servers whose answer is kept; beyond, all are forgotten and asked for again.
    static let capacity = 4096

    private struct Known {
        var state: ServerState?
        var until: ContinuousClock.Instant
    }

    private struct Cache {
        var known: [GuildID: Known] = [:]
        /// Grows with each `forget`, so that an answer read before a decision is not kept after it.
        var generation = 0
    }

    private let store: any ServerStore
    private let isEnforced: Bool
    private let now: @Sendable () -> ContinuousClock.Instant
    private let cache = Mutex(Cache())

    /// With `isEnforced` false every server is allowed and the store is not asked.
    package init(
        store: any ServerStore, isEnforced: Bool,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.isEnforced = isEnforced
        self.now = now
    }

    /// Waits no longer than the store's own deadline.
    package func decide(_ guild: GuildID) async -> Decision {
        guard isEnforced else { return .allowed }
        let asked = now()
        let (known, generation) = cache.withLock { ($0.known[guild], $0.generation) }
        if let known, known.until > asked { return Self.decision(known.state) }
        do throws(StoreError) {
            let state = try await store.server(guild)?.state
            keep(state, of: guild, askedAt: asked, generation: generation)
            return Self.decision(state)
        } catch {
            return .unavailable
        }
    }

    /// Drops what is kept of a server: the next question goes to the store.
    package func forget(_ guild: GuildID) {
        cache.withLock { cache in
            cache.known[guild] = nil
            cache.generation += 1
        }
    }

    private func keep(_ state: ServerState?, of guild: GuildID, askedAt asked: ContinuousClock.Instant, generation: Int)
    {
        cache.withLock { cache in
            guard cache.generation == generation else { return }
            if cache.known.count >= Self.capacity { cache.known.removeAll(keepingCapacity: true) }
            // Counted from the question, not from the answer, which may have taken its time.
            cache.known[guild] = Known(state: state, until: asked + Self.maximumAge)
        }
    }

    private static func decision(_ state: ServerState?) -> Decision {
        state == .approved ? .allowed : .notApproved(state)
    }
}
