internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// The room's rules: what is allowed, what is voted on, what the settings are.
extension GuildPlayer {
    static let settingsName = "SETTINGS"

    /// The room's settings; nil while the store can't tell them, for rules that are not known can't be kept.
    func roomSettings() async -> RoomSettings? {
        if let settings { return settings }
        do {
            let item = try await environment.store.item(Self.settingsName, on: .guild(guild))
            settings = try item.map { try RoomSettings(json: $0.body) } ?? RoomSettings()
        } catch {
            environment.logger.error("the room's settings can't be read", metadata: ["error": "\(error)"])
        }
        return settings
    }

    /// Does the job if the rules allow it, counts it as a vote where they say so, and answers it otherwise.
    func admit(_ job: PlaybackJob) async {
        guard let settings = await roomSettings() else { return await fail(job, .storeUnavailable) }
        let rules = RoomRules(settings: settings)
        guard rules.isTaken(job.action, in: job.textChannel) else {
            guard let bound = settings.textChannel else { return await perform(job) }
            return await fail(job, .refused(.wrongChannel(channel: bound)))
        }
        switch rules.verdict(on: job.action, by: job.requester, in: situation(of: job)) {
        case .allowed: await perform(job)
        case .vote: await vote(job, rules)
        case .refused(let failure): await fail(job, failure)
        }
    }

    func situation(of job: PlaybackJob) -> RoomRules.Situation {
        RoomRules.Situation(
            channel: channel, memberChannel: environment.people.voiceChannel(job.requester.user),
            listeners: channel.map { environment.people.listeners($0) } ?? [], current: queue.current?.requester,
            isOwn: isOwn(job))
    }

    /// Whether all that the job touches was asked for by its requester.
    private func isOwn(_ job: PlaybackJob) -> Bool {
        let member = job.requester.user
        switch job.action {
        case .edit(.remove(.member(let user))): return user == member
        case .edit(.remove(let removal)):
            let chosen = entries(of: removal)
            return !chosen.isEmpty && queue.waiting.allSatisfy { !chosen.contains($0.id) || $0.requester == member }
        case .edit(.undo): return queue.undo.last?.member == member
        default: return false
        }
    }

    /// One vote to skip the current track. Only those who still listen count.
    private func vote(_ job: PlaybackJob, _ rules: RoomRules) async {
        guard let current = queue.current else { return await fail(job, .nothingPlaying) }
        if votes.entry != current.id { votes = Votes(entry: current.id, members: []) }
        let listeners = situation(of: job).listeners
        let needed = rules.votesNeeded(of: listeners.count)
        let isNew = votes.members.insert(job.requester.user).inserted
        let count = votes.members.intersection(listeners).count
        // Where nobody listens there is nobody to ask.
        guard !listeners.isEmpty, count < needed else { return await perform(job) }
        guard isNew else { return await fail(job, .refused(.alreadyVoted(votes: count, needed: needed))) }
        await environment.complete(job.id, .edited(.voted(votes: count, needed: needed)))
    }

    func changeRoom(_ request: RoomRequest, _ job: PlaybackJob) async {
        guard let settings = await roomSettings() else { return await fail(job, .storeUnavailable) }
        guard case .change(let change) = request else {
            return await environment.complete(job.id, .room(.settings(settings)))
        }
        guard let changed = settings.changed(by: change), let body = try? changed.json() else {
            return await fail(job, .internal(reference: job.id.text))
        }
        do {
            try await environment.store.put(
                LibraryItem(shelf: .guild(guild), name: Self.settingsName, body: body), isNew: false)
        } catch {
            // Read again before the next command: the change may have been made all the same.
            self.settings = nil
            return await fail(job, .storeUnavailable)
        }
        self.settings = changed
        noticePeople()
        await environment.complete(job.id, .room(.changed(changed)))
    }
}

/// Who wants the current track skipped.
struct Votes: Sendable {
    var entry: Int64?
    var members: Set<UserID> = []
}
