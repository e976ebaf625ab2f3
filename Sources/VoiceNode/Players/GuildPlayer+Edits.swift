internal import DiscordTypes
internal import Jobs
internal import Storage

/// Changes of the queue and of the place in it.
extension GuildPlayer {
    func edit(_ edit: QueueEdit, _ job: PlaybackJob) async {
        switch edit {
        case .previous: await previous(job)
        case .replay: await seek(to: 0, job)
        case .seek(let milliseconds): await seek(to: milliseconds, job)
        case .shift(let milliseconds): await seek(to: max(0, positionFrames * 20 + milliseconds), job)
        case .skipTo(let choice): await skip(to: choice, job)
        case .move(let choice, let position): await move(choice, to: position, job)
        case .remove(let removal): await remove(removal, job)
        case .shuffle(let seed): await shuffle(seed, job)
        case .loop(let mode): await loop(mode, job)
        case .nextLoop:
            let modes = LoopMode.allCases
            let index = modes.firstIndex(of: queue.loop) ?? 0
            await loop(modes[(index + 1) % modes.count], job)
        case .togglePause: await queue.playback.paused ? resume(job) : pause(job)
        case .undo: await undo(job)
        case .autoplay(let isOn):
            await commit(job) { queue in
                queue.setAutoplay(isOn)
                return .edited(.autoplay(isOn: isOn))
            }
            await queueChanged()
        }
    }

    /// The waiting entries that are meant.
    func entries(of removal: QueueEdit.Removal) -> Set<Int64> {
        let waiting = queue.waiting
        switch removal {
        case .entry(let choice): return entry(choice).map { [$0] } ?? []
        case .range(let from, let to):
            guard from >= 1, from <= to, from <= waiting.count else { return [] }
            return Set(waiting[(from - 1)..<min(to, waiting.count)].map(\.id))
        case .member(let user): return Set(waiting.filter { $0.requester == user }.map(\.id))
        case .duplicates: return queue.duplicates
        case .absent:
            // Without a channel nobody can be said to have left it.
            guard let channel else { return [] }
            let present = Set(environment.people.listeners(channel))
            return Set(waiting.filter { !present.contains($0.requester) }.map(\.id))
        }
    }

    private func entry(_ choice: EntryChoice) -> Int64? {
        let waiting = queue.waiting
        switch choice {
        case .position(let position): return waiting.indices.contains(position - 1) ? waiting[position - 1].id : nil
        case .id(let id): return waiting.contains { $0.id == id } ? id : nil
        }
    }

    private func previous(_ job: PlaybackJob) async {
        let now = environment.now()
        let isDone = await commit(job) { queue in
            guard let track = queue.stepBack(at: now) else { return .failed(.refused(.nothingBefore)) }
            return .edited(.previous(track: TrackSummary(track)))
        }
        guard isDone else { return }
        await queueChanged(by: job)
    }

    private func skip(to choice: EntryChoice, _ job: PlaybackJob) async {
        guard let target = entry(choice) else { return await fail(job, .refused(.noSuchEntry)) }
        let now = environment.now()
        let isDone = await commit(job) { queue in
            guard let passed = queue.skip(to: target, by: job.requester.user, at: now), let current = queue.current
            else { return .failed(.refused(.noSuchEntry)) }
            return .edited(.skippedTo(track: TrackSummary(current), passed: passed))
        }
        guard isDone else { return }
        await queueChanged(by: job)
    }

    private func move(_ choice: EntryChoice, to position: Int, _ job: PlaybackJob) async {
        guard let target = entry(choice) else { return await fail(job, .refused(.noSuchEntry)) }
        let now = environment.now()
        await commit(job) { queue in
            guard let place = queue.move(target, to: position, by: job.requester.user, at: now),
                let moved = queue.entries.first(where: { $0.id == target })
            else { return .failed(.refused(.noSuchEntry)) }
            return .edited(.moved(track: TrackSummary(moved), position: place))
        }
        await queueChanged()
    }

    private func remove(_ removal: QueueEdit.Removal, _ job: PlaybackJob) async {
        let chosen = entries(of: removal)
        let now = environment.now()
        await commit(job) { queue in
            guard let first = queue.remove(chosen, by: job.requester.user, at: now).first else {
                if case .entry = removal { return .failed(.refused(.noSuchEntry)) }
                return .failed(.refused(.nothingToRemove))
            }
            return .edited(.removed(track: TrackSummary(first), count: chosen.count))
        }
        await queueChanged()
    }

    private func shuffle(_ seed: UInt64?, _ job: PlaybackJob) async {
        let now = environment.now()
        let seed = seed ?? .random(in: 0 ... .max)
        await commit(job) { queue in
            let count = queue.shuffle(seed: seed, by: job.requester.user, at: now)
            return count > 1 ? .edited(.shuffled(count: count)) : .failed(.refused(.nothingToShuffle))
        }
        await queueChanged()
    }

    private func loop(_ mode: LoopMode, _ job: PlaybackJob) async {
        await commit(job) { queue in
            queue.setLoop(mode)
            return .edited(.loop(mode: mode))
        }
        await queueChanged()
    }

    private func undo(_ job: PlaybackJob) async {
        let now = environment.now()
        let isDone = await commit(job) { queue in
            guard let (step, count) = queue.undoLast(at: now) else { return .failed(.refused(.nothingToUndo)) }
            return .edited(.undone(change: step.kind, count: count))
        }
        guard isDone else { return }
        await queueChanged(by: job)
    }

    /// Brings what is played and prepared in line with the queue. Where the job's member wants music again that had been stopped,
    /// the bot comes to them.
    func queueChanged(by job: PlaybackJob? = nil) async {
        if upNext != nil, upNext?.entry != queue.following?.id { dropUpNext() }
        if queue.current != nil, channel == nil, let job,
            let wanted = environment.people.voiceChannel(job.requester.user), environment.people.obstacle(wanted) == nil
        {
            await connect(to: wanted)
        }
        if playing?.entry != queue.playback.current { await playCurrent() }
        prepareNextIfNear()
        showPlayer()
    }
}
