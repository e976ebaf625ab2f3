package import DiscordTypes
internal import Synchronization

/// Commands from servers that may not use the bot: counted, and answered shortly where they don't stop.
///
/// Kept in memory: a restart forgives.
package final class DeniedAttempts: Sendable {
    package struct Burst: Sendable, Hashable {
        package let guild: GuildID
        /// Attempts within the last hour.
        package let attempts: Int
        /// Milliseconds since 1970-01-01 UTC.
        package let last: Int64
        package let isSilenced: Bool
    }

    private struct Count {
        var times: [Int64] = []
        var silentUntil: Int64 = 0
    }

    /// More than this many within an hour, and the next hour is silent.
    package static let limit = 10
    static let hour: Int64 = 3_600_000
    static let capacity = 10_000

    private let now: @Sendable () -> Int64
    private let counts = Mutex<[GuildID: Count]>([:])

    /// `now` tells milliseconds since 1970-01-01 UTC.
    package init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// Counts one more. True where it deserves no explanation any more.
    package func isSilenced(_ guild: GuildID) -> Bool {
        let now = now()
        return counts.withLock { counts in
            if counts[guild] == nil, counts.count >= Self.capacity { Self.makeRoom(in: &counts, now) }
            var count = counts[guild] ?? Count()
            defer { counts[guild] = count }
            count.times = count.times.filter { now - $0 < Self.hour }
            // What comes while it is silent is counted up to here, so that a flood costs no memory.
            if count.times.count < 1000 { count.times.append(now) }
            if now < count.silentUntil { return true }
            guard count.times.count > Self.limit else { return false }
            count.silentUntil = now + Self.hour
            return true
        }
    }

    /// Servers that tried within the last hour, the busiest first.
    package var bursts: [Burst] {
        let now = now()
        return counts.withLock { counts in
            counts.compactMap { guild, count in
                let recent = count.times.filter { now - $0 < Self.hour }
                guard let last = recent.last else { return nil }
                return Burst(guild: guild, attempts: recent.count, last: last, isSilenced: now < count.silentUntil)
            }
        }.sorted { ($0.attempts, $0.guild) > ($1.attempts, $1.guild) }
    }

    private static func makeRoom(in counts: inout [GuildID: Count], _ now: Int64) {
        counts = counts.filter { now - ($0.value.times.last ?? 0) < hour || now < $0.value.silentUntil }
        if counts.count >= capacity { counts.removeAll() }
    }
}
