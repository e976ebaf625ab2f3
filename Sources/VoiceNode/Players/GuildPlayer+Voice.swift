internal import DAVE
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// The voice connection and the people in it.
extension GuildPlayer {
    /// Sees to it that the bot is, or soon will be, in `channel`.
    func connect(to channel: ChannelID) async {
        switch voice {
        case .connected(channel, _): await queueOpened()
        case .joining(channel): break
        default:
            if case .connected(let present, hasPath: true) = voice { stay = present }
            voice = .joining(channel)
            await environment.voice.join(channel)
        }
    }

    func voiceReported(_ news: VoiceNews) async {
        switch news {
        case .ready(let channel, let path): await voiceIsReady(channel, path)
        case .audio(.held): call?.encrypt(nil)
        case .audio(.encrypted(let encryptor)): call?.encrypt(encryptor)
        case .audio(.clear): call?.sendClear()
        case .group(let group): encryptedGroup = group
        case .lost:
            call?.disconnect()
            reports = nil
            stay = nil
            if case .connected(let channel, _) = voice { voice = .connected(channel, hasPath: false) }
        case .suppressed(let isSuppressed):
            call?.hold(isSuppressed)
            silencedSince = isSuppressed ? silencedSince ?? elapsed : nil
        case .moved(let channel): await moved(to: channel)
        case .ended(let end): await voiceEnded(end)
        case .failed(let failure): await joinFailed(failure)
        }
    }

    /// Who may not speak is in the channel all the same, and may be invited to. After a move that did not come about the music goes on
    /// where it was.
    private func joinFailed(_ failure: JobFailure) async {
        if case .joining = voice, silencedSince == nil, let stay {
            voice = .connected(stay, hasPath: true)
            self.stay = nil
            return await dropPending(failure)
        }
        stay = nil
        if case .joining(let channel) = voice, silencedSince != nil {
            voice = .audience(channel)
        } else {
            voice = .idle
        }
        queue.setTextChannel(pending.last?.job.textChannel)
        call?.disconnect()
        await dropPending(failure)
        await forgetChannel()
    }

    private func voiceIsReady(_ channel: ChannelID, _ path: VoicePath) async {
        if call == nil {
            call = environment.makeCall { [weak self] event in
                self?.send(.audio(event))
            }
        }
        guard let call else {
            await environment.voice.leave()
            voice = .idle
            return await dropPending(.busy)
        }
        voice = .connected(channel, hasPath: true)
        stay = nil
        // No packet may precede op 5, and each new session needs its own.
        await environment.voice.setSpeaking(true)
        call.hold(false)
        silencedSince = nil
        // Another server, another way to it.
        (reports, expectedLoss) = (path.reports, ExpectedLoss())
        call.connect(
            socket: path.socket, ssrc: path.ssrc, cipher: path.cipher, needsEncryption: path.needsEncryption)
        let (now, position) = (environment.now(), positionFrames)
        if queue.playback.voiceChannel != channel {
            let isNew = queue.playback.voiceChannel == nil && queue.current == nil
            let volume = isNew ? await roomSettings()?.volume : nil
            _ = await commit { queue in
                queue.setVoiceChannel(channel, positionFrames: position, at: now)
                if let volume { queue.setVolume(volume, at: now) }
            }
        }
        let answered = joining
        joining = []
        for job in answered { await environment.complete(job, .joined(channel)) }
        noticePeople()
        await queueOpened()
        if queue.current != nil { await playCurrentUnlessPlaying() }
    }

    private func moved(to channel: ChannelID) async {
        if case .audience = voice { voice = .audience(channel) }
        guard case .connected(_, let hasPath) = voice else { return }
        voice = .connected(channel, hasPath: hasPath)
        let (now, position) = (environment.now(), positionFrames)
        _ = await commit { $0.setVoiceChannel(channel, positionFrames: position, at: now) }
        noticePeople()
    }

    private func voiceEnded(_ end: VoiceEnd) async {
        if case .refused(let reason) = end {
            environment.logger.warning("the voice connection ended", metadata: ["reason": "\(reason)"])
            if queue.current != nil { notify { _ in .voiceLost } }
        }
        let position = positionFrames
        await dropPending(.notConnected)
        await silence()
        voice = .idle
        stay = nil
        silencedSince = nil
        await forgetChannel(positionFrames: position)
    }

    /// Leaves the voice channel; what the store holds is the caller's business.
    func leaveVoice() async {
        await finishSounding()
        await silence()
        voice = .idle
        stay = nil
        aloneSince = nil
        silencedSince = nil
        leavesAt = nil
        await environment.voice.leave()
    }

    /// Lets the frames of silence leave that listeners' decoders want before the packets stop.
    private func finishSounding() async {
        guard case .connected(_, hasPath: true) = voice, playing?.isHandedOver == true else { return }
        call?.play(nil)
        // One tick until the command is taken, and one for each frame. Cancelled means: stop at once.
        try? await environment.clock.sleep(for: .milliseconds(20 * (Lane.silenceFrames + 2)))
    }

    /// Ends the sound and the feeders behind it. The queue stays.
    func silence() async {
        call?.play(nil)
        call?.disconnect()
        dropUpNext()
        dropPlaying()
        encryptedGroup = nil
        reports = nil
        environment.positions.clear(guild)
        environment.show(nil)
    }

    func forgetChannel(positionFrames: Int64? = nil) async {
        guard queue.playback.voiceChannel != nil else { return }
        let (now, position) = (environment.now(), positionFrames ?? self.positionFrames)
        _ = await commit { $0.setVoiceChannel(nil, positionFrames: position, at: now) }
    }

    func noticePeople() {
        guard case .connected(let channel, _) = voice, environment.people.listenerCount(channel) == 0,
            settings?.stays != true
        else {
            aloneSince = nil
            return
        }
        if aloneSince == nil { aloneSince = elapsed }
    }

    func tick() async {
        adaptEncoders()
        noticePeople()
        prepareNextIfNear()
        await forgetRestartsIfWell()
        await leaveIfStopped()
        showProgressIfDue()
        let minutes = max(1, Int(unheardTimeout.components.seconds / 60))
        if lasts(aloneSince) {
            await leaveUnheard(.leftAlone(minutes: minutes))
        } else if lasts(silencedSince) {
            await leaveUnheard(.leftSilenced(minutes: minutes))
        }
    }

    /// The room's, or else the operator's.
    private var unheardTimeout: Duration { settings?.leaveAfter.map { .seconds($0) } ?? environment.aloneTimeout }

    private func lasts(_ since: Duration?) -> Bool {
        since.map { elapsed - $0 >= unheardTimeout } ?? false
    }

    private func leaveUnheard(_ notice: Notice) async {
        if let channel = queue.playback.textChannel { environment.notify(channel, notice, settings?.locale) }
        let position = positionFrames
        await leaveVoice()
        await forgetChannel(positionFrames: position)
    }

    private func leaveIfStopped() async {
        guard let time = leavesAt, elapsed >= time else { return }
        leavesAt = nil
        guard queue.current == nil, pending.isEmpty, settings?.stays != true else { return }
        await leaveVoice()
        await forgetChannel()
    }

    func shutDown() async {
        if queue.current != nil || !queue.lists.isEmpty {
            let (now, position) = (environment.now(), positionFrames)
            let channel = queue.playback.voiceChannel
            _ = await commit { queue in
                queue.setVoiceChannel(channel, positionFrames: position, at: now)
                queue.forgetRestarts()
            }
        }
        (isRetired, isShutDown) = (true, true)
        await leaveVoice()
    }

    func leaveForGood() async {
        let now = environment.now()
        _ = await commit { $0.clearAll(at: now) }
        await dropPending(.unknownGuild)
        isRetired = true
        await leaveVoice()
    }
}
