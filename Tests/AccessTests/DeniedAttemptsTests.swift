import Access
import DiscordTypes
import Synchronization
import Testing

struct DeniedAttemptsTests {
    final class Clock: Sendable {
        let time = Mutex<Int64>(1_790_000_000_000)
        func advance(_ seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
    }

    let clock = Clock()
    let guild = GuildID(7)

    var attempts: DeniedAttempts {
        let clock = clock
        return DeniedAttempts(now: { clock.time.withLock { $0 } })
    }

    @Test func `ten attempts within an hour are explained, and then an hour is silent`() {
        let attempts = attempts
        for _ in 0..<10 { #expect(!attempts.isSilenced(guild)) }
        #expect(attempts.isSilenced(guild))
        #expect(!attempts.isSilenced(GuildID(8)))
        clock.advance(3599)
        #expect(attempts.isSilenced(guild))
        clock.advance(1)
        #expect(!attempts.isSilenced(guild))
    }

    @Test func `ten attempts over a longer time are all explained`() {
        let attempts = attempts
        for _ in 0..<50 {
            #expect(!attempts.isSilenced(guild))
            clock.advance(400)
        }
    }

    @Test func `the operator sees who tries how often, the busiest first`() {
        let attempts = attempts
        _ = attempts.isSilenced(GuildID(1))
        for _ in 0..<12 { _ = attempts.isSilenced(guild) }
        #expect(attempts.bursts.map(\.guild) == [guild, GuildID(1)])
        #expect(attempts.bursts[0].attempts == 12 && attempts.bursts[0].isSilenced)
        #expect(!attempts.bursts[1].isSilenced)
        clock.advance(3600)
        #expect(attempts.bursts.isEmpty)
    }

    @Test func `a flood of made-up servers takes no more room than there is`() {
        let attempts = attempts
        for number in UInt64(1)...25_000 { _ = attempts.isSilenced(GuildID(number)) }
        #expect(attempts.bursts.count <= 10_000)
    }
}
