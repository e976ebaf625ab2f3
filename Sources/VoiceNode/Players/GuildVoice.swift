internal import Crypto
internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Logging

/// One guild's voice connection in the words of its player.
struct GuildVoice: Sendable {
    /// How long a join may take before the people who wait are told.
    static let joinTimeout: Duration = .seconds(10)

    let guild: GuildID
    /// The bot's own user; nil before the first login.
    let user: @Sendable () -> UserID?
    let identity: DAVEIdentity
    let connections: VoiceConnections
    let report: @Sendable (VoiceNews) -> Void
    let logger: Logger

    /// What the player uses.
    var access: VoiceAccess {
        VoiceAccess(
            join: { channel in await join(channel) },
            leave: { await connections.connection(for: guild).leave() },
            setSpeaking: { isSpeaking in await connections.connection(for: guild).setSpeaking(isSpeaking) })
    }

    /// Passes on what happens to the connection, until it is shut down.
    func run() async {
        let connection = await connections.connection(for: guild)
        var channel = await connection.channel
        let encryption = GuildEncryption(identity: identity)
        for await event in connection.events {
            switch event {
            case .connecting, .resuming: break
            case .resumed:
                await perform(encryption.handle(.sessionResumed, channel: channel, user: user()), on: connection)
            case .dave(let event):
                if event == .sessionStarted { channel = await connection.channel ?? channel }
                await perform(encryption.handle(event, channel: channel, user: user()), on: connection)
                await connection.awaitKey(encryption.isKeyAwaited)
            case .ready(let transport):
                channel = await connection.channel ?? channel
                guard let channel else { continue }
                ready(channel, transport, encryption)
            case .interrupted: report(.lost)
            case .moved(let target):
                channel = target
                report(.moved(target))
            case .suppressed(let isSuppressed): report(.suppressed(isSuppressed))
            // The player's own doing, which may have joined anew meanwhile.
            case .disconnected(.left): break
            case .disconnected(let reason): report(.ended(VoiceEnd(reason)))
            }
        }
        // A player that ended otherwise than by leaving: the next one can't go on with this session, whose packets it did not count.
        if await connection.channel != nil { await connection.leave() }
    }

    private func perform(_ steps: [GuildEncryption.Step], on connection: VoiceConnection) async {
        for step in steps { await perform(step, on: connection) }
    }

    private func perform(_ step: GuildEncryption.Step, on connection: VoiceConnection) async {
        switch step {
        case .send(let command): await connection.send(command)
        case .audio(let audio): report(.audio(audio))
        case .group(let group):
            if let group {
                logger.debug(
                    "encrypted group", metadata: ["epoch": "\(group.epoch)", "members": "\(group.members.count)"])
            }
            report(.group(group))
        case .refused(let fault): logger.info("encryption: refused", metadata: ["fault": "\(fault)"])
        }
    }

    private func ready(_ channel: ChannelID, _ transport: VoiceTransport, _ encryption: GuildEncryption) {
        do {
            report(.ready(channel, try VoicePath(transport)))
            // The driver has closed its gate; the group may be complete already.
            if transport.daveProtocolVersion > 0 { report(.audio(encryption.audio)) }
        } catch {
            logger.error("the transport cipher could not be made", metadata: ["error": "\(error)"])
            report(.ended(.refused("\(error)")))
        }
    }

    private func join(_ channel: ChannelID) async {
        let connection = await connections.connection(for: guild)
        // Not awaited by the player, whose inbox goes on: the end of the join is an input of its own.
        Task {
            do throws(JoinFailure) {
                _ = try await connection.join(channel, timeout: Self.joinTimeout)
            } catch {
                // Whoever replaced it is told in its turn.
                if error == .replaced { return }
                logger.info("a join failed", metadata: ["channel": "\(channel)", "reason": "\(error)"])
                report(.failed(JobFailure(error, channel: channel)))
            }
        }
    }
}

extension VoicePath {
    init(_ transport: VoiceTransport) throws(AEADError) {
        socket = transport.socket
        ssrc = transport.ssrc
        needsEncryption = transport.daveProtocolVersion > 0
        cipher = try TransportCipher(transport)
        reports = ReceptionReports(
            socket: transport.socket, ssrc: transport.ssrc, cipher: try TransportCipher(transport))
    }
}

extension TransportCipher {
    fileprivate init(_ transport: VoiceTransport) throws(AEADError) {
        self =
            switch transport.mode {
            case .aes256GCM: .aes256GCM(try AES256GCM(key: transport.key))
            case .xChaCha20Poly1305: .xChaCha20Poly1305(try XChaCha20Poly1305(key: transport.key))
            }
    }
}

extension VoiceEnd {
    init(_ reason: VoiceDisconnection) {
        self =
            switch reason {
            case .left, .kicked, .channelDeleted, .removedFromGuild: .removed
            case .ended(let code): code == 4014 ? .removed : .refused("the call was ended with \(code)")
            case .refused(let code): .refused("close code \(code)")
            case .noCommonEncryption: .refused("no common encryption")
            case .unreachable(let failure): .refused(failure.map { "\($0)" } ?? "unreachable")
            case .joinTimedOut: .refused("the join was not answered")
            }
    }
}

extension JobFailure {
    /// What a member is told about a join that failed.
    init(_ failure: JoinFailure, channel: ChannelID) {
        self =
            switch failure {
            case .unknownChannel, .notAVoiceChannel:
                .missingPermissions(channel, [MissingPermission.viewChannel.rawValue])
            case .missingPermissions(let missing): .missingPermissions(channel, missing.map(\.rawValue))
            case .full: .channelFull(channel)
            case .stageSuppressed: .suppressedOnStage(channel)
            case .removedFromGuild: .unknownGuild
            case .timedOut(let stage): .voiceConnectionFailed("no answer while waiting for \(stage)")
            case .encryptionRequired: .voiceConnectionFailed("the server demands end-to-end encryption (4017)")
            case .refused(let code): .voiceConnectionFailed("close code \(code)")
            case .noCommonEncryption: .voiceConnectionFailed("no common encryption")
            case .kicked: .voiceConnectionFailed("disconnected by a moderator")
            case .channelDeleted: .voiceConnectionFailed("the channel was deleted")
            case .replaced: .voiceConnectionFailed("another request came in between")
            case .unreachable(let failure): .voiceConnectionFailed(failure.map { "\($0)" } ?? "unreachable")
            }
    }

    init(_ obstacle: JoinObstacle, channel: ChannelID) {
        self =
            switch obstacle {
            case .unknownChannel, .notAVoiceChannel:
                .missingPermissions(channel, [MissingPermission.viewChannel.rawValue])
            case .missingPermissions(let missing): .missingPermissions(channel, missing.map(\.rawValue))
            case .full: .channelFull(channel)
            }
    }
}
