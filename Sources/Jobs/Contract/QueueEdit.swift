package import DiscordTypes

/// A change of the queue, or of the place in it.
package enum QueueEdit: Codable, Hashable, Sendable {
    /// Back to the track played before; the present one waits behind it.
    case previous
    /// The current track from its beginning.
    case replay
    /// To this place in the current track.
    case seek(milliseconds: Int64)
    /// So far on, or back where it is negative.
    case shift(milliseconds: Int64)
    case skipTo(entry: EntryChoice)
    /// Positions count from 1.
    case move(entry: EntryChoice, position: Int)
    case remove(Removal)
    /// Without a seed the node chooses one.
    case shuffle(seed: UInt64?)
    case loop(mode: LoopMode)
    /// Off, track, queue, off again: what the button does.
    case nextLoop
    /// Pauses or plays on: what the button does.
    case togglePause
    /// Takes back the last change of the queue.
    case undo
    case autoplay(isOn: Bool)

    /// What is taken out.
    package enum Removal: Codable, Hashable, Sendable {
        case entry(EntryChoice)
        /// Both positions included, counted from 1.
        case range(from: Int, to: Int)
        case member(UserID)
        /// Whatever is queued already.
        case duplicates
        /// What was requested by people who are not in the voice channel any more.
        case absent
    }
}

/// Which waiting entry is meant.
package enum EntryChoice: Codable, Hashable, Sendable {
    /// By what the member counted when they looked, from 1.
    case position(Int)
    /// By what can't mean another.
    case id(Int64)
}

package enum LoopMode: String, Codable, Hashable, Sendable, CaseIterable {
    case off, track, queue
}

/// A kind of change that can be undone.
package enum UndoneChange: String, Codable, Hashable, Sendable, CaseIterable {
    case added, removed, moved, shuffled, cleared, skipped
}

/// What a change of the queue came to.
package enum QueueEditResult: Codable, Hashable, Sendable {
    /// This one plays now; the one before it waits.
    case previous(track: TrackSummary)
    case replayed(player: PlayerState)
    case sought(player: PlayerState)
    case skippedTo(track: TrackSummary, passed: Int)
    case moved(track: TrackSummary, position: Int)
    /// `track` is the first of those that were taken out.
    case removed(track: TrackSummary, count: Int)
    case shuffled(count: Int)
    case loop(mode: LoopMode)
    case undone(change: UndoneChange, count: Int)
    case autoplay(isOn: Bool)
    /// The member's vote to skip counts; so many are needed.
    case voted(votes: Int, needed: Int)
    /// Several tracks were queued at once, the first of which is `track`.
    case queuedMany(track: TrackSummary, count: Int, ahead: Int)
}
