internal import Crypto
package import DAVE
package import DiscordTypes
internal import Logging
internal import UDP

/// One guild's voice connection: membership in a channel, the voice session, and the transport for its packets.
///
/// `run` must run while it is used. Control only: audio leaves by the transport, on the driver's thread.
package actor VoiceConnection {
    package nonisolated let guild: GuildID
    nonisolated let outlet = EventOutlet<VoiceConnectionEvent>(capacity: 1_024)

    /// What happens from now on; before the first call, what happened so far. One consumer at a time: a new stream ends
    /// the one before. When 1,024 events wait, the voice session starts anew, since what the encryption missed could
    /// not be made up for.
    package nonisolated var events: AsyncStream<VoiceConnectionEvent> { outlet.stream() }

    let environment: VoiceEnvironment
    var logger: Logger
    let pool = TaskPool()
    var membership: VoiceMembershipMachine
    var session: VoiceGatewayMachine
    var line: SocketLine?
    /// Tells the events of the present socket from those of earlier ones.
    var lineNumber = 0
    var openLines = 0
    var isFinishing = false
    var membershipTimer = 0
    var sessionTimers: [VoiceGatewayMachine.Timer: Int] = [:]
    /// Tells the discovery of the present session from earlier ones.
    var discoveryNumber = 0
    var socket: UDPSocket?
    /// Usable from `.ready` until `.interrupted` or `.disconnected`.
    var transport: VoiceTransport?
    /// The session is usable, but we may not speak.
    var isReadyWithheld = false
    /// Established, but the server may not have got op 5 yet.
    var arriving: VoiceTransport?
    var waiters: [Int: CheckedContinuation<Result<VoiceTransport, JoinFailure>, Never>] = [:]
    var waiterNumber = 0
    /// The time from the last heartbeat to its answer.
    package internal(set) var latency: Duration?

    package init(guild: GuildID, isGatewayUp: Bool, environment: VoiceEnvironment) {
        self.guild = guild
        self.environment = environment
        logger = environment.logger
        logger[metadataKey: "guild"] = "\(guild)"
        membership = VoiceMembershipMachine(guild: guild, isGatewayUp: isGatewayUp, random: environment.random)
        session = VoiceGatewayMachine(
            configuration: .init(maxDaveProtocolVersion: 0, random: environment.random))
    }

    /// Runs sockets and timers until `shutDown` or cancellation.
    package func run() async {
        await pool.run()
        failWaiters(.replaced)
        outlet.finish()
    }

    /// Leaves, closes in good order and lets `run` end.
    package func shutDown() {
        feed(.leave)
        isFinishing = true
        finishIfIdle()
    }

    func finishIfIdle() {
        if isFinishing, openLines == 0 { pool.finish() }
    }

    // MARK: - What players do

    /// The channel that we are in or on the way to; nil if out.
    package var channel: ChannelID? { membership.target }

    /// Joins `channel`, or moves there, and returns once packets may leave. Already there: returns at once.
    /// The wait ends after `timeout`, whatever happens to the task.
    ///
    /// The transport comes as `.ready` as well, and each transport may be put to use once only: a second packet counter
    /// under the same key would repeat nonces.
    @discardableResult
    package func join(_ channel: ChannelID, timeout: Duration) async throws(JoinFailure) -> VoiceTransport {
        // A guild that the gateway has not told of yet is asked for without knowing more.
        if environment.directory.name(of: guild) != nil,
            let obstacle = environment.directory.obstacles(to: channel, in: guild).first
        {
            throw JoinFailure(obstacle)
        }
        waiterNumber += 1
        let number = waiterNumber
        let result = await withCheckedContinuation { continuation in
            if waiters.isEmpty || membership.target == channel {
                waiters[number] = continuation
                feed(.join(channel))
            } else {
                // Those who wait for another channel are told by the machine, before this one waits.
                feed(.join(channel))
                waiters[number] = continuation
            }
            startPatience(timeout, number)
        }
        return try result.get()
    }

    /// Tells the voice server that we speak, or stopped. Returns once that has left; without a session it is told as
    /// soon as there is one, before `.ready`.
    package func setSpeaking(_ isSpeaking: Bool) async {
        feed(.setSpeaking(isSpeaking))
        guard transport != nil, let line else { return }
        _ = await line.flushed()
    }

    package func leave() {
        feed(.leave)
    }

    /// Says something of the end-to-end encryption to the voice server.
    package func send(_ command: DAVECommand) {
        feed(.dave(command))
    }

    /// Tells whether others are in an encrypted call while there is no key that they know. A session in which that lasts
    /// is left for a new one.
    package func awaitKey(_ isAwaited: Bool) {
        feed(.keyAwaited(isAwaited))
    }

    /// What the main gateway says; from the registry.
    func receive(_ input: VoiceMembershipMachine.Input) {
        feed(input)
    }
}
