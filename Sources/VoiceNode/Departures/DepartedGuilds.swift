internal import DiscordTypes
internal import Logging
internal import Storage

/// Deletes what is kept of servers that the bot has not been in for 30 days, whether it was removed or sent away.
struct DepartedGuilds: Sendable {
    /// Milliseconds.
    static let keeping: Int64 = 30 * 86_400_000
    private static let pause: Duration = .seconds(3600)
    /// Before the first look, and until there was one.
    private static let beginning: Duration = .seconds(10)

    let store: any DepartureStore
    let directory: GuildDirectory
    /// Logged in: each server the bot is in was named.
    let isReady: @Sendable () async -> Bool
    let now: @Sendable () -> Int64
    let clock: any Clock<Duration>
    let logger: Logger

    /// Runs until cancelled.
    func run() async {
        var pause = Self.beginning
        while !Task.isCancelled {
            do { try await clock.sleep(for: pause) } catch { return }
            guard await isReady() else { continue }
            await sweep()
            pause = Self.pause
        }
    }

    func sweep() async {
        do {
            try await store.noteDepartures(present: directory.joined, at: now())
            let erased = try await store.eraseDeparted(before: now() - Self.keeping)
            for guild in erased { logger.notice("a server's data was deleted", metadata: ["guild": "\(guild)"]) }
        } catch {
            logger.warning("servers that are gone can't be looked through", metadata: ["error": "\(error)"])
        }
    }
}
