internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// What a start of the node takes up, and how often: something that ends each node is not taken up for ever.
extension GuildPlayer {
    /// Nodes that may have ended with the same track or list before it is left out.
    static let restartLimit = JobIntake.restartLimit

    /// After a start of the node: goes on where the queue was, if people are still in the channel.
    func restore() async {
        guard let channel = queue.playback.voiceChannel, voice == .idle else { return }
        let stays = await roomSettings()?.stays == true
        guard queue.current != nil || stays, stays || environment.people.listenerCount(channel) > 0,
            environment.people.obstacle(channel) == nil
        else {
            return await forgetChannel()
        }
        await countRestart()
        guard queue.current != nil || stays else { return await forgetChannel() }
        await connect(to: channel)
    }

    /// Counts this start against the current track. One that was there when several nodes ended is left out, as a skipped one is.
    private func countRestart() async {
        guard let current = queue.current else { return }
        let (now, isGivenUp) = (environment.now(), queue.playback.restarts >= Self.restartLimit)
        let isStored = await commit { queue in
            if isGivenUp { queue.advance(.failed, at: now) }
            if queue.current != nil { queue.playback.restarts += 1 }
        }
        guard isStored, isGivenUp else { return }
        environment.logger.error(
            "a track outlived several nodes and is given up",
            metadata: ["guild": "\(guild)", "entry": "\(current.id)"])
        guard let channel = current.textChannel ?? queue.playback.textChannel else { return }
        environment.notify(
            channel, .trackGivenUp(title: current.title, requester: current.requester), settings?.locale)
    }

    /// Told to the room of each list that is read no more.
    func tellGivenUp(_ lost: [UnfinishedList]) async {
        guard !lost.isEmpty else { return }
        let locale = await roomSettings()?.locale
        for list in lost {
            environment.logger.error("a list outlived several nodes and is given up", metadata: ["guild": "\(guild)"])
            guard let channel = list.job.textChannel ?? queue.playback.textChannel else { continue }
            environment.notify(channel, .listGivenUp(added: list.added), locale)
        }
    }

    /// Once a second. What is heard, or stands ready while it is paused, is not what ended the nodes before: that does so when it is
    /// opened.
    func forgetRestartsIfWell() async {
        guard queue.playback.restarts > 0, let playing, playing.entry == queue.playback.current,
            playing.metadata != nil, queue.playback.paused || playing.positionFrames > playing.startFrames
        else { return }
        _ = await commit { $0.playback.restarts = 0 }
    }
}
