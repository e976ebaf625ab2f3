internal import DiscordTypes
internal import Jobs

/// The buttons of the player's message. An id names a button and nothing else: who may press it is decided by the rules of the
/// room, as with a command.
enum PlayerButton: String, CaseIterable, Sendable {
    case previous, pause, skip, loop, shuffle, favourite, volume, effects, lyrics

    static let command = "player"

    var customID: String { "\(Self.command):\(rawValue)" }

    init?(customID: String) {
        guard customID.hasPrefix(Self.command + ":") else { return nil }
        self.init(rawValue: String(customID.dropFirst(Self.command.count + 1)))
    }

    var action: PlaybackAction {
        switch self {
        case .previous: .edit(.previous)
        case .pause: .edit(.togglePause)
        case .skip: .skip
        case .loop: .edit(.nextLoop)
        case .shuffle: .edit(.shuffle(seed: nil))
        case .favourite: .library(.toggleFavourite)
        case .volume, .effects: .sound(.show)
        case .lyrics: .library(.lyrics)
        }
    }

    /// The message shows by itself what most buttons did; the others answer whoever pressed them.
    var form: Errand.Form {
        switch self {
        case .previous, .pause, .loop, .shuffle: .silent
        // A vote has to be told to the one who gave it.
        case .skip, .favourite, .volume, .effects, .lyrics: .message(.requester)
        }
    }
}

/// What can be done with an entry that was chosen in the queue's list.
enum QueueChoice: String, CaseIterable, Sendable {
    case play, first, remove

    private static let prefix = "queue:choose:"

    var customID: String { Self.prefix + rawValue }

    /// The action of a choice that this bot may have offered. The value is an entry's id.
    static func action(_ customID: String, _ value: String) -> PlaybackAction? {
        guard customID.hasPrefix(prefix), let choice = Self(rawValue: String(customID.dropFirst(prefix.count))),
            let entry = Int64(value), entry > 0, value == "\(entry)"
        else { return nil }
        switch choice {
        case .play: return .edit(.skipTo(entry: .id(entry)))
        case .first: return .edit(.move(entry: .id(entry), position: 1))
        case .remove: return .edit(.remove(.entry(.id(entry))))
        }
    }
}
