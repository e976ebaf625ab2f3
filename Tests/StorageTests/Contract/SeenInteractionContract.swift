import DiscordTypes
import Storage
import Testing

@Suite("Contract: seen interactions")
struct SeenInteractionContract {
    let clock = ManualWallClock()
    let interaction = InteractionID(UInt64.max)
    var end: Int64 { clock.now + 900_000 }

    @Test(arguments: Backend.all)
    func `R6 an interaction has one first claim and one answer, across a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .first)
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: nil))
        let answer: [UInt8] = [0, 1, 0xFF, 0x7B, 0]
        try await stores.seen.record(answer, for: interaction)
        stores = try await stores.restarted()
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: answer))
        #expect(try await stores.seen.claim(InteractionID(0), expiresAt: end) == .first)
    }

    @Test(arguments: Backend.all)
    func `R6 of many claims by two instances exactly one is the first`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let end = end
        for id in 1...20 as ClosedRange<UInt64> {
            let first = try await withThrowingTaskGroup(of: InteractionClaim.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await (number.isMultiple(of: 2) ? stores : other).seen
                            .claim(InteractionID(id), expiresAt: end)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 == .first ? 1 : 0) }
            }
            #expect(first == 1)
        }
    }

    @Test(arguments: Backend.all)
    func `R48 a clock set ahead by mistake and back again loses nothing`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.seen.claim(interaction, expiresAt: end)
        try await stores.seen.record([7], for: interaction)
        clock.advance(by: .seconds(3000))
        for id in 1...40 as ClosedRange<UInt64> {
            #expect(try await stores.seen.claim(InteractionID(id), expiresAt: end) == .first)
        }
        clock.advance(by: .seconds(-3000))
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: [7]))
    }

    @Test(arguments: Backend.all)
    func `an empty answer is an answer`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.seen.claim(interaction, expiresAt: end)
        try await stores.seen.record([], for: interaction)
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: []))
    }

    @Test(arguments: Backend.all)
    func `the first answer holds`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        await #expect(throws: StoreError.notFound) { try await stores.seen.record([1], for: interaction) }
        _ = try await stores.seen.claim(interaction, expiresAt: end)
        try await stores.seen.record([1], for: interaction)
        try await stores.seen.record([1], for: interaction)
        await #expect(throws: StoreError.conflict) { try await stores.seen.record([2], for: interaction) }
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: [1]))
    }

    @Test(arguments: Backend.all)
    func `a claim past its time to live is forgotten, with its answer`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.seen.claim(interaction, expiresAt: end)
        try await stores.seen.record([1], for: interaction)
        clock.advance(by: .milliseconds(899_999))
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: [1]))
        clock.advance(by: .milliseconds(1))
        await #expect(throws: StoreError.notFound) { try await stores.seen.record([1], for: interaction) }
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .first)
        #expect(try await stores.seen.claim(interaction, expiresAt: end) == .seen(answer: nil))
    }
}
