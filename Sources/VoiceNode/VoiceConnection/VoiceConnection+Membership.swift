import DiscordTypes
internal import Logging

/// Performs what the membership's machine decides.
extension VoiceConnection {
    func feed(_ input: VoiceMembershipMachine.Input) {
        for output in membership.handle(input, at: environment.timeline.now()) { perform(output) }
    }

    private func perform(_ output: VoiceMembershipMachine.Output) {
        switch output {
        case .voiceState(let channel):
            environment.sendVoiceState(VoiceStateCommand(guild: guild, channel: channel))
        case .connect(let credentials): connect(credentials)
        case .disconnect:
            loseTransport()
            feed(.disconnect)
        case .schedule(let delay): scheduleMembership(after: delay)
        case .cancelTimer: membershipTimer += 1
        case .joined: answerWaiters()
        case .joinFailed(let failure): failWaiters(failure)
        case .interrupted(let reason):
            loseTransport()
            logger.notice("Voice interrupted", metadata: ["reason": "\(reason)"])
            tell(.interrupted(reason))
        case .moved(let channel): tell(.moved(channel))
        case .suppressed(let isSuppressed): tellSuppressed(isSuppressed)
        case .disconnected(let reason):
            loseTransport()
            log(reason)
            tell(.disconnected(reason))
        }
    }

    private func connect(_ credentials: VoiceCredentials) {
        let kind = membership.target.flatMap { environment.directory.channel($0, in: guild)?.kind }
        session.configuration.maxDaveProtocolVersion = environment.maxDaveProtocolVersion(kind)
        loseTransport()
        tell(.connecting)
        feed(.connect(credentials))
    }

    private func scheduleMembership(after delay: Duration) {
        membershipTimer += 1
        let number = membershipTimer
        pool.add { [timeline = environment.timeline] in
            guard (try? await timeline.sleep(delay)) != nil else { return }
            await self.fireMembership(number)
        }
    }

    private func fireMembership(_ number: Int) {
        guard number == membershipTimer else { return }
        feed(VoiceMembershipMachine.Input.timer)
    }

    func tell(_ event: VoiceConnectionEvent) {
        guard !outlet.put(event) else { return }
        logger.error("Nobody takes the voice connection's events; its session starts anew")
        pool.add { await self.feed(.unreadable(reason: "events not taken")) }
    }

    private func log(_ reason: VoiceDisconnection) {
        switch reason {
        case .refused(let code), .ended(let code):
            logger.notice("Left voice", metadata: ["reason": "\(VoiceCloseCode.meaning(code)) (\(code))"])
        default: logger.notice("Left voice", metadata: ["reason": "\(reason)"])
        }
    }

    // MARK: - Those who wait for a join

    func startPatience(_ timeout: Duration, _ number: Int) {
        pool.add { [timeline = environment.timeline] in
            guard (try? await timeline.sleep(timeout)) != nil else { return }
            await self.losePatience(number)
        }
    }

    private func losePatience(_ number: Int) {
        guard waiters[number] != nil else { return }
        // What keeps the bot out may have come up only after it asked; Discord itself gives no answer then.
        let obstacle = membership.target.flatMap { environment.directory.obstacles(to: $0, in: guild).first }
        if case .missingPermissions(let missing)? = obstacle { failWaiters(.missingPermissions(missing)) }
        if case .full(let limit)? = obstacle { failWaiters(.full(limit: limit)) }
        feed(.joinTimedOut(stage: session.stage))
    }

    private func answerWaiters() {
        guard let transport else { return failWaiters(.unreachable(nil)) }
        guard membership.isSuppressed else { return endWaits(.success(transport)) }
        let kind = membership.channel.flatMap { environment.directory.channel($0, in: guild)?.kind }
        failWaiters(kind == .stage ? .stageSuppressed : .missingPermissions([.speak]))
    }

    func failWaiters(_ failure: JoinFailure) {
        endWaits(.failure(failure))
    }

    private func endWaits(_ result: Result<VoiceTransport, JoinFailure>) {
        let ended = waiters
        waiters = [:]
        for waiter in ended.values { waiter.resume(returning: result) }
    }
}
