package import DiscordTypes

extension VoiceMembershipMachine {
    /// What happened outside.
    package enum Input: Sendable {
        /// Be in this channel: a first join, or a move.
        case join(ChannelID)
        /// Whoever waits for the join waits no longer. `stage` is how far the voice login has come.
        case joinTimedOut(stage: VoiceHandshakeStage?)
        case leave
        /// VOICE_STATE_UPDATE of the bot's own user in this guild.
        case ownState(VoiceState)
        /// VOICE_SERVER_UPDATE of this guild.
        case server(VoiceServer)
        /// The main gateway can be used (again). A new session knows nothing of our voice state.
        case gatewayUp(isNewSession: Bool)
        case gatewayDown
        case channelDeleted(ChannelID)
        case removedFromGuild
        /// The voice session became usable.
        case sessionEstablished
        case sessionFailed(VoiceSessionFailure)
        case timer
    }

    /// What is to be done outside, in this order.
    package enum Output: Hashable, Sendable {
        /// Op 4 of the main gateway.
        case voiceState(ChannelID?)
        /// Begin a voice session in place of the one there is.
        case connect(VoiceCredentials)
        /// End the voice session.
        case disconnect
        case schedule(after: Duration)
        case cancelTimer
        case joined
        case joinFailed(JoinFailure)
        case interrupted(VoiceInterruption)
        case moved(ChannelID)
        case suppressed(Bool)
        case disconnected(VoiceDisconnection)
    }
}

/// Why audio cannot leave at the moment, although we mean to stay.
package enum VoiceInterruption: Hashable, Sendable {
    /// Discord looks for another voice server.
    case voiceServerLost
    /// Another voice server or channel: connecting there.
    case voiceServerChanged
    /// The voice server closed the connection because of something that the main gateway is about to explain.
    case closedByServer(code: UInt16)
    case sessionLost(VoiceSessionFailure)
}

/// Why we are no longer in the channel.
package enum VoiceDisconnection: Hashable, Sendable {
    /// By our own wish.
    case left
    /// A moderator disconnected the bot.
    case kicked
    case channelDeleted
    case removedFromGuild
    /// The voice server ended the call: 4014 without further word, 4021 or 4022.
    case ended(code: UInt16)
    /// The voice server will not have us: see `VoiceCloseCode.meaning`. 4017 means that it demands end-to-end
    /// encryption.
    case refused(code: UInt16)
    case noCommonEncryption
    /// Every attempt to come back failed, the last one so.
    case unreachable(VoiceSessionFailure?)
    case joinTimedOut
}

/// Why a join did not succeed: a fact for the reply.
package enum JoinFailure: Error, Hashable, Sendable {
    /// Not in the guild, deleted, or hidden from the bot.
    case unknownChannel
    case notAVoiceChannel
    case missingPermissions([MissingPermission])
    case full(limit: Int)
    /// The bot is in the stage channel's audience and must be invited to speak. It stays there; `.suppressed(false)`
    /// follows when it may speak.
    case stageSuppressed
    /// Discord did not send what was awaited.
    case timedOut(waitingFor: JoinStage)
    /// Close code 4017.
    case encryptionRequired
    case refused(code: UInt16)
    case noCommonEncryption
    /// A moderator disconnected the bot while it joined.
    case kicked
    case channelDeleted
    case removedFromGuild
    /// Another join or a leave came in between.
    case replaced
    case unreachable(VoiceSessionFailure?)
}

/// What a join was waiting for.
package enum JoinStage: Hashable, Sendable {
    /// The main gateway is not connected.
    case gateway
    /// VOICE_STATE_UPDATE. Discord does not answer at all where the bot may not join.
    case voiceState
    /// VOICE_SERVER_UPDATE.
    case voiceServer
    /// A VOICE_SERVER_UPDATE with an endpoint: the first one had none.
    case voiceEndpoint
    case handshake(VoiceHandshakeStage)
}

extension JoinFailure {
    init(_ reason: VoiceDisconnection) {
        self =
            switch reason {
            case .left, .joinTimedOut: .replaced
            case .kicked: .kicked
            case .channelDeleted: .channelDeleted
            case .removedFromGuild: .removedFromGuild
            case .refused(code: 4017): .encryptionRequired
            case .refused(let code), .ended(let code): .refused(code: code)
            case .noCommonEncryption: .noCommonEncryption
            case .unreachable(let failure): .unreachable(failure)
            }
    }

    init(_ obstacle: JoinObstacle) {
        self =
            switch obstacle {
            case .unknownChannel: .unknownChannel
            case .notAVoiceChannel: .notAVoiceChannel
            case .missingPermissions(let missing): .missingPermissions(missing)
            case .full(let limit): .full(limit: limit)
            }
    }
}
