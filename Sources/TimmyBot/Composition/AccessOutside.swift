internal import DiscordREST
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Logging
internal import Web

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

    /// The node has not done what an operator asked.
    enum NotDone: Error {
        case failed(JobFailure)
        /// It is stored and will be done, but was not within the time.
        case late
        case unexpected
    }

    /// Stops what plays and leaves the channel. Done too where nothing plays.
    func stop(_ guild: GuildID, by user: UserID, named name: String) async throws {
        do {
            _ = try await outcome(of: .stop, in: guild, by: user, named: name)
        } catch NotDone.failed(.nothingPlaying), NotDone.failed(.notConnected) {}
    }

    /// The rules of a server's room.
    func rules(of guild: GuildID, for user: UserID, named name: String) async throws -> RoomSettings {
        try await room(.show, in: guild, by: user, named: name)
    }

    /// Changes the rules of a server's room; returns them as they are then.
    func change(
        _ change: RoomChange, in guild: GuildID, by user: UserID, named name: String
    ) async throws -> RoomSettings {
        try await room(.change(change), in: guild, by: user, named: name)
    }

    /// What rules may name in a server: its roles, without everybody's, and the channels people write in. Nil where Discord
    /// doesn't tell.
    func names(in guild: GuildID) async -> RoomNames? {
        do throws(RESTError) {
            let roles = try await rest.roles(of: guild, within: .seconds(3))
            let channels = try await rest.channels(of: guild, within: .seconds(3))
            return RoomNames(
                roles: roles.filter { $0.id.rawValue != guild.rawValue }.map { ($0.id, $0.name) },
                channels: channels.filter { Self.writable.contains($0.kind.rawValue) }.map { ($0.id, $0.name) })
        } catch {
            logger.info("a server's roles are not known", metadata: ["guild": "\(guild)", "reason": "\(error)"])
            return nil
        }
    }

    /// Text, voice, announcement and stage channels, as `/settings` offers them.
    private static let writable: Set<Int> = [0, 2, 5, 13]

    private func room(
        _ request: RoomRequest, in guild: GuildID, by user: UserID, named name: String
    ) async throws -> RoomSettings {
        switch try await outcome(of: .room(request), in: guild, by: user, named: name) {
        case .room(.settings(let settings)), .room(.changed(let settings)): return settings
        default: throw NotDone.unexpected
        }
    }

    private func outcome(
        of action: PlaybackAction, in guild: GuildID, by user: UserID, named name: String
    ) async throws -> JobOutcome {
        guard let id = JobID(UUID().uuidString) else { throw NotDone.unexpected }
        let job = PlaybackJob(
            id: id, guild: guild, requester: Requester(user: user, name: name, locale: nil, isOperator: true),
            textChannel: nil, action: action, createdAt: now())
        switch try await node.deliver(job, wait: .seconds(4)).outcome {
        case .failed(let failure): throw NotDone.failed(failure)
        case let outcome?: return outcome
        case nil: throw NotDone.late
        }
    }

    /// Stops, leaves the voice channel, then the server. True where the bot is gone from there.
    func leave(_ guild: GuildID) async -> Bool {
        do {
            try await stop(guild, by: UserID(0), named: "operator")
        } catch {
            // Leaving the server ends the voice connection too; a node that is away must not keep the bot there.
            logger.info(
                "playback was not stopped before leaving", metadata: ["guild": "\(guild)", "reason": "\(error)"])
        }
        do throws(RESTError) {
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
