import DiscordTypes
import Storage
import Testing

@Suite("Contract: pending replies")
struct PendingReplyContract {
    let clock = ManualWallClock()

    @Test(arguments: Backend.all)
    func `what is owed is told oldest first, also after a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let replies = [reply(3, age: 0), reply(2, age: 60_000), bareReply(UInt64.max, age: 30_000)]
        for reply in replies { try await stores.replies.save(reply) }
        stores = try await stores.restarted()
        #expect(try await stores.replies.pendingReplies() == [replies[1], replies[2], replies[0]])

        try await stores.replies.removePendingReply(of: replies[1].interaction)
        try await stores.replies.removePendingReply(of: InteractionID(77))
        #expect(try await stores.replies.pendingReplies() == [replies[2], replies[0]])
    }

    @Test(arguments: Backend.all)
    func `saving again replaces`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        var reply = reply(1, age: 0)
        try await stores.replies.save(reply)
        reply.job = nil
        reply.kind = "node-down"
        try await stores.replies.save(reply)
        #expect(try await stores.replies.pendingReplies() == [reply])
    }

    @Test(arguments: Backend.all)
    func `a reply whose token has ended is not told any more`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.replies.save(reply(1, age: 0))
        clock.advance(by: .milliseconds(899_999))
        #expect(try await stores.replies.pendingReplies().count == 1)
        clock.advance(by: .milliseconds(1))
        #expect(try await stores.replies.pendingReplies().isEmpty)
    }

    private func reply(_ id: UInt64, age: Int64) -> PendingReply {
        PendingReply(
            interaction: InteractionID(id), application: ApplicationID(12), sealedToken: [0, 9, 255], kind: "play",
            job: "\(id)", locale: "de", createdAt: clock.now - age, expiresAt: clock.now - age + 900_000)
    }

    private func bareReply(_ id: UInt64, age: Int64) -> PendingReply {
        PendingReply(
            interaction: InteractionID(id), application: ApplicationID(0), sealedToken: [], kind: "", job: nil,
            locale: nil, createdAt: clock.now - age, expiresAt: clock.now - age + 900_000)
    }
}
