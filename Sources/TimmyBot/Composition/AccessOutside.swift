internal import DiscordREST
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Logging

/// What a decision about a server does at Discord and at the voice node.
struct AccessOutside {
    let rest: RESTClient
    let node: NodeClient
    let now: @Sendable () -> Int64
    let logger: Logger

    /// True where the message was sent or never can be: the person takes none from the bot.
    func tell(_ person: UserID, _ text: String) async -> Bool {
        do throws(RESTError) {
            try await rest.directMessage(text, to: person)
            return true
        } catch {
            switch error {
            case .forbidden, .notFound, .rejected, .unauthorized, .noToken:
                logger.info(
                    "a person can't be told of a decision", metadata: ["user": "\(person)", "reason": "\(error)"])
                return true
            default: return false
            }
        }
    }

    /// Stops what plays and leaves the channel.
    func stop(_ guild: GuildID, by user: UserID, named name: String) async throws(DeliveryError) {
        guard let id = JobID(UUID().uuidString) else { return }
        let job = PlaybackJob(
            id: id, guild: guild, requester: Requester(user: user, name: name, locale: nil), textChannel: nil,
            action: .stop,
            createdAt: now())
        _ = try await node.deliver(job, wait: .seconds(4))
    }

    /// Stops, leaves the voice channel, then the server. True where the bot is gone from there.
    func leave(_ guild: GuildID) async -> Bool {
        do throws(RESTError) {
            do throws(DeliveryError) {
                try await stop(guild, by: UserID(0), named: "operator")
            } catch {
                // Leaving the server ends the voice connection too; a node that is away must not keep the bot there.
                logger.info(
                    "playback was not stopped before leaving", metadata: ["guild": "\(guild)", "reason": "\(error)"])
            }
            try await rest.leaveGuild(guild)
            logger.notice("left a server whose access was revoked", metadata: ["guild": "\(guild)"])
            return true
        } catch {
            switch error {
            case .notFound, .forbidden, .rejected: return true
            default: return false
            }
        }
    }
}
