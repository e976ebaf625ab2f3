import DiscordTypes
import GRDB
import Storage
import Testing

struct PurgeTests {
    @Test func `rows past their time are deleted in passing, a few at a time and an hour late`() async throws {
        let folder = try TemporaryFolder()
        let clock = ManualWallClock()
        var place = Opened(in: folder.path)
        place.configuration.now = { clock.now }
        let store = try await place.endpoint()
        for id in 1...100 as ClosedRange<UInt64> {
            _ = try await store.claim(InteractionID(id), expiresAt: clock.now + 900_000)
        }
        let intruder = try place.intruder("endpoint.sqlite")
        func count() throws -> Int? {
            try intruder.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM seen_interaction") }
        }
        clock.advance(by: .seconds(900 + 3599))
        _ = try await store.claim(InteractionID(1000), expiresAt: clock.now + 900_000)
        #expect(try count() == 101)

        clock.advance(by: .seconds(1))
        _ = try await store.claim(InteractionID(1001), expiresAt: clock.now + 900_000)
        #expect(try count() == 102 - 16)
        for id in 1002...1010 as ClosedRange<UInt64> {
            _ = try await store.claim(InteractionID(id), expiresAt: clock.now + 900_000)
        }
        #expect(try count() == 11)
    }
}
