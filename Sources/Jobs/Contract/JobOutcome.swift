package import DiscordTypes

/// What became of a job. Encoded as an object with a `result` member that names the case.
package enum JobOutcome: Hashable, Sendable {
    /// The entry is in the queue, durably. `ahead` entries play before it; 0 means that it plays now or next.
    case queued(TrackSummary, ahead: Int)
    /// The same for the first entry of a list, whose other entries follow as they are found.
    case queuedList(TrackSummary, ahead: Int, QueuedList)
    /// `skipped` ended; `next` plays now, if there is one.
    case skipped(TrackSummary, next: TrackSummary?)
    case paused(PlayerState)
    case resumed(PlayerState)
    /// Playback ended and `removed` waiting entries were dropped.
    case stopped(removed: Int)
    case cleared(removed: Int)
    case joined(ChannelID)
    case left
    case queue(QueuePage)
    case nowPlaying(PlayerState)
    case privacy(CallPrivacy)
    /// How the guild's playback sounds now.
    case sound(SoundSettings)
    case edited(QueueEditResult)
    case library(LibraryResult)
    case room(RoomResult)
    case music(MusicResult)
    case failed(JobFailure)
}

/// A list whose entries are being put into the queue.
package struct QueuedList: Codable, Hashable, Sendable {
    /// Nil where only its owner may know it.
    package var title: String?
    /// Entries, as far as the service tells it beforehand.
    package var count: Int?
    /// The list's first entries, where they could not be played; nil where the first one plays.
    package var passed: [PassedTrack]?

    package init(title: String?, count: Int?, passed: [PassedTrack]? = nil) {
        self.title = title
        self.count = count
        self.passed = passed
    }
}

/// An entry of a list that was left out.
package struct PassedTrack: Codable, Hashable, Sendable {
    package var title: String
    package var problem: MediaProblem

    package init(title: String, problem: MediaProblem) {
        self.title = title
        self.problem = problem
    }
}

/// Why a job did not do what it asks. The endpoint turns it into words in the member's language.
package enum JobFailure: Error, Hashable, Sendable {
    /// The requester is in no voice channel.
    case notInVoice
    /// The bot plays in another channel of this guild.
    case playingElsewhere(ChannelID)
    /// The bot lacks these permissions in the channel, by Discord's names: `View Channel`, `Connect`, `Speak`.
    case missingPermissions(ChannelID, [String])
    case channelFull(ChannelID)
    /// A stage channel in which the bot is a listener.
    case suppressedOnStage(ChannelID)
    /// Discord did not complete the voice connection; the text names the step, for the operator.
    case voiceConnectionFailed(String)
    /// The node is not (or no longer) a member of the guild.
    case unknownGuild
    case nothingPlaying
    case alreadyPaused
    case notPaused
    case notConnected
    case queueFull(limit: Int)
    /// The address can't be used; the reason is one of the named ones.
    case unusableMedia(MediaProblem)
    /// The room's rules or the queue's state stand against it.
    case refused(Refusal)
    /// Too many jobs wait for this guild or node. Nothing was changed.
    case busy
    /// The store could not take the change. Nothing was changed.
    case storeUnavailable
    /// The job is of a version this node doesn't know.
    case newerVersion
    /// A defect; `reference` is the job's id, to be found in the log.
    case `internal`(reference: String)
}

/// What is wrong with an address, a file or a stream.
package enum MediaProblem: String, Error, Codable, Hashable, Sendable, CaseIterable {
    /// Neither http nor https, or no address at all.
    case notAnAddress
    /// The address leads into a private network.
    case addressForbidden
    /// No such host, refused, or cut off.
    case unreachable
    /// The server answered with an error such as 404.
    case refusedByServer
    case tooLarge
    /// Nothing came for too long.
    case stalled
    /// Not audio, or damaged beyond decoding.
    case notAudio
    /// An upload's address has expired.
    case expired
    /// The decoder is missing on this machine or failed to start.
    case decoderUnavailable
    /// The decoder was ended from outside, or by a limit set for it.
    case decoderStopped
    /// It ended long before its stated length, or in the middle of what it began.
    case incomplete
    /// The search found nothing.
    case nothingFound
    /// The site wants proof that no machine asks. A linked account helps.
    case botCheck
    /// The site shows it to signed-in people only. A linked account may help.
    case signInNeeded
    case ageRestricted
    /// Encrypted for the site's own players.
    case drmProtected
    case regionLocked
    /// Removed, private, or never there.
    case notAvailable
    /// Nothing can be looked up on this machine: yt-dlp is missing or failed to start.
    case lookupUnavailable
    /// The lookup took too long.
    case lookupTimedOut
    /// The service does not give its sound away, and no other recording found is surely the same.
    case noCertainMatch
}

extension JobOutcome: Codable {
    private enum Key: CodingKey {
        case result, track, ahead, list, next, player, removed, channel, page, failure, privacy, sound, edited, library,
            room, music
    }

    private enum Name: String, Codable {
        case queued, queuedList, skipped, paused, resumed, stopped, cleared, joined, left, queue, nowPlaying, privacy,
            sound, failed, edited, library, room, music
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value<Value: Decodable>(_ key: Key) throws -> Value { try container.decode(Value.self, forKey: key) }
        switch try container.decode(Name.self, forKey: .result) {
        case .queued: self = .queued(try value(.track), ahead: try value(.ahead))
        case .queuedList:
            self = .queuedList(try value(.track), ahead: try value(.ahead), try value(.list))
        case .skipped:
            self = .skipped(
                try value(.track), next: try container.decodeIfPresent(TrackSummary.self, forKey: .next))
        case .paused: self = .paused(try value(.player))
        case .resumed: self = .resumed(try value(.player))
        case .stopped: self = .stopped(removed: try value(.removed))
        case .cleared: self = .cleared(removed: try value(.removed))
        case .joined: self = .joined(try value(.channel))
        case .left: self = .left
        case .queue: self = .queue(try value(.page))
        case .nowPlaying: self = .nowPlaying(try value(.player))
        case .privacy: self = .privacy(try value(.privacy))
        case .sound: self = .sound(try value(.sound))
        case .edited: self = .edited(try value(.edited))
        case .library: self = .library(try value(.library))
        case .room: self = .room(try value(.room))
        case .music: self = .music(try value(.music))
        case .failed: self = .failed(try value(.failure))
        }
    }

    private var name: Name {
        switch self {
        case .queued: .queued
        case .queuedList: .queuedList
        case .skipped: .skipped
        case .paused: .paused
        case .resumed: .resumed
        case .stopped: .stopped
        case .cleared: .cleared
        case .joined: .joined
        case .left: .left
        case .queue: .queue
        case .nowPlaying: .nowPlaying
        case .privacy: .privacy
        case .sound: .sound
        case .edited: .edited
        case .library: .library
        case .room: .room
        case .music: .music
        case .failed: .failed
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .result)
        switch self {
        case .queued(let track, let ahead):
            try container.encode(track, forKey: .track)
            try container.encode(ahead, forKey: .ahead)
        case .queuedList(let track, let ahead, let list):
            try container.encode(track, forKey: .track)
            try container.encode(ahead, forKey: .ahead)
            try container.encode(list, forKey: .list)
        case .skipped(let track, let next):
            try container.encode(track, forKey: .track)
            try container.encodeIfPresent(next, forKey: .next)
        case .paused(let player), .resumed(let player), .nowPlaying(let player):
            try container.encode(player, forKey: .player)
        case .stopped(let removed), .cleared(let removed): try container.encode(removed, forKey: .removed)
        case .joined(let channel): try container.encode(channel, forKey: .channel)
        case .left: break
        case .queue(let page): try container.encode(page, forKey: .page)
        case .privacy(let privacy): try container.encode(privacy, forKey: .privacy)
        case .sound(let sound): try container.encode(sound, forKey: .sound)
        case .edited(let result): try container.encode(result, forKey: .edited)
        case .library(let result): try container.encode(result, forKey: .library)
        case .room(let result): try container.encode(result, forKey: .room)
        case .music(let result): try container.encode(result, forKey: .music)
        case .failed(let failure): try container.encode(failure, forKey: .failure)
        }
    }
}
