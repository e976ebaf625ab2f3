internal import Jobs

/// The words for what became of a change of the queue.
struct EditReply: Sendable {
    let texts: Texts

    func text(_ result: QueueEditResult) -> Markdown {
        switch result {
        case .previous(let track): texts(.backTo, ["track": TrackLine.markdown(track)])
        case .replayed(let player): moment(.replayed, player)
        case .sought(let player): moment(.soughtTo, player)
        case .skippedTo(let track, 0): texts(.skippedTo, ["track": TrackLine.markdown(track)])
        case .skippedTo(let track, let passed):
            texts(
                passed == 1 ? .skippedPassingOne : .skippedPassing,
                ["track": TrackLine.markdown(track), "count": "\(passed)"])
        case .moved(let track, let position):
            texts(.movedTo, ["track": TrackLine.markdown(track), "position": "\(position)"])
        case .removed(let track, 1): texts(.removedOne, ["track": TrackLine.markdown(track)])
        case .removed(let track, let count):
            texts(.removedMany, ["track": TrackLine.markdown(track), "count": "\(count)"])
        case .shuffled(let count): texts(.shuffled, ["count": "\(count)"])
        case .loop(let mode): texts(Self.key(mode))
        case .undone(let change, _): texts(key(change))
        case .autoplay(let isOn): texts(isOn ? .autoplayOn : .autoplayOff)
        case .voted(let votes, let needed): texts(.voted, ["votes": "\(votes)", "needed": "\(needed)"])
        case .queuedMany(let track, let count, _):
            texts(.queuedMany, ["track": TrackLine.markdown(track), "count": "\(count)"])
        }
    }

    static func key(_ mode: LoopMode) -> TextKey {
        switch mode {
        case .off: .loopOff
        case .track: .loopTrack
        case .queue: .loopQueue
        }
    }

    private func key(_ change: UndoneChange) -> TextKey {
        switch change {
        case .added: .undoneAdded
        case .removed: .undoneRemoved
        case .moved: .undoneMoved
        case .shuffled: .undoneShuffled
        case .cleared: .undoneCleared
        case .skipped: .undoneSkipped
        }
    }

    private func moment(_ key: TextKey, _ player: PlayerState) -> Markdown {
        let position = Markdown(trusted: PlayingTime.text(milliseconds: player.positionMilliseconds))
        return texts(key, ["track": player.current.map { TrackLine.markdown($0) } ?? "…", "position": position])
    }
}
