package import DiscordTypes

/// What a job asks for. Encoded as an object with a `do` member that names the action.
package enum PlaybackAction: Hashable, Sendable {
    case play(PlayRequest)
    case skip
    case pause
    case resume
    /// Stops, empties the queue and leaves the channel.
    case stop
    /// Empties the queue; what plays now goes on.
    case clear
    /// The bot joins `channel`, or the requester's where it is nil.
    case join(channel: ChannelID?)
    case leave
    /// Reads one page of the queue; pages count from 1.
    case queue(page: Int)
    case nowPlaying
    /// Reads how the call is encrypted, and the code that this member sees of the bot; nil: the requester.
    case privacy(member: UserID?)
    /// Changes or reads how the guild's playback sounds.
    case sound(SoundChange)
    case edit(QueueEdit)
    case library(LibraryRequest)
    case room(RoomRequest)
    case music(MusicRequest)

    /// Changes nothing, so that it need not be stored and may be done twice.
    package var onlyReads: Bool {
        switch self {
        case .queue, .nowPlaying, .privacy, .room(.show), .sound(.show): true
        case .library(let request): request.onlyReads
        case .music(let request): request.onlyReads
        case .play, .skip, .pause, .resume, .stop, .clear, .join, .leave, .edit, .room(.change), .sound: false
        }
    }
}

/// What to play and where it comes from.
package struct PlayRequest: Codable, Hashable, Sendable {
    package var media: RequestedMedia
    /// Nil: behind what waits.
    package var place: Place?
    /// What waits is shuffled with it.
    package var isShuffled: Bool?
    /// Follows it; at most `moreLimit`.
    package var more: [RequestedMedia]?

    package static let moreLimit = 24

    package enum Place: Codable, Hashable, Sendable {
        /// At once; what plays is over.
        case now
        case next
        /// Counts from 1.
        case position(Int)
    }

    package init(media: RequestedMedia, place: Place? = nil, isShuffled: Bool? = nil) {
        self.media = media
        self.place = place
        self.isShuffled = isShuffled
    }
}

/// The text or file a member gave.
package enum RequestedMedia: Hashable, Sendable {
    /// An http or https address.
    case url(String)
    case attachment(RequestedAttachment)
    /// What to search for, as typed: 1 to 200 characters on one line.
    case words(String)
    /// A track that the catalogue knows.
    case track(CatalogTrack)
}

/// A file uploaded with the command. Its address is signed and expires.
package struct RequestedAttachment: Codable, Hashable, Sendable {
    package var id: AttachmentID
    package var url: String
    package var filename: String
    /// Bytes, as Discord states them.
    package var size: Int
    package var contentType: String?

    package init(id: AttachmentID, url: String, filename: String, size: Int, contentType: String?) {
        self.id = id
        self.url = url
        self.filename = filename
        self.size = size
        self.contentType = contentType
    }
}

extension PlaybackAction: Codable {
    private enum Key: String, CodingKey {
        case action = "do"
        case play, channel, page, member, edit, library, room, sound, music
    }

    private enum Name: String, Codable {
        case play, skip, pause, resume, stop, clear, join, leave, queue, nowPlaying, privacy
        case edit, library, room, sound, music
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Name.self, forKey: .action) {
        case .play: self = .play(try container.decode(PlayRequest.self, forKey: .play))
        case .skip: self = .skip
        case .pause: self = .pause
        case .resume: self = .resume
        case .stop: self = .stop
        case .clear: self = .clear
        case .join: self = .join(channel: try container.decodeIfPresent(ChannelID.self, forKey: .channel))
        case .leave: self = .leave
        case .queue: self = .queue(page: try container.decode(Int.self, forKey: .page))
        case .nowPlaying: self = .nowPlaying
        case .sound: self = .sound(try container.decode(SoundChange.self, forKey: .sound))
        case .privacy: self = .privacy(member: try container.decodeIfPresent(UserID.self, forKey: .member))
        case .edit: self = .edit(try container.decode(QueueEdit.self, forKey: .edit))
        case .library: self = .library(try container.decode(LibraryRequest.self, forKey: .library))
        case .room: self = .room(try container.decode(RoomRequest.self, forKey: .room))
        case .music: self = .music(try container.decode(MusicRequest.self, forKey: .music))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .action)
        switch self {
        case .play(let request): try container.encode(request, forKey: .play)
        case .join(let channel): try container.encodeIfPresent(channel, forKey: .channel)
        case .queue(let page): try container.encode(page, forKey: .page)
        case .privacy(let member): try container.encodeIfPresent(member, forKey: .member)
        case .sound(let change): try container.encode(change, forKey: .sound)
        case .edit(let edit): try container.encode(edit, forKey: .edit)
        case .library(let request): try container.encode(request, forKey: .library)
        case .room(let request): try container.encode(request, forKey: .room)
        case .music(let request): try container.encode(request, forKey: .music)
        case .skip, .pause, .resume, .stop, .clear, .leave, .nowPlaying: break
        }
    }

    private var name: Name {
        switch self {
        case .play: .play
        case .skip: .skip
        case .pause: .pause
        case .resume: .resume
        case .stop: .stop
        case .clear: .clear
        case .join: .join
        case .leave: .leave
        case .queue: .queue
        case .nowPlaying: .nowPlaying
        case .privacy: .privacy
        case .sound: .sound
        case .edit: .edit
        case .library: .library
        case .room: .room
        case .music: .music
        }
    }
}

extension RequestedMedia: Codable {
    private enum Key: CodingKey {
        case url, attachment, words, track
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let attachment = try container.decodeIfPresent(RequestedAttachment.self, forKey: .attachment) {
            self = .attachment(attachment)
        } else if let words = try container.decodeIfPresent(String.self, forKey: .words) {
            self = .words(words)
        } else if let track = try container.decodeIfPresent(CatalogTrack.self, forKey: .track) {
            self = .track(track)
        } else {
            self = .url(try container.decode(String.self, forKey: .url))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .url(let url): try container.encode(url, forKey: .url)
        case .attachment(let attachment): try container.encode(attachment, forKey: .attachment)
        case .words(let words): try container.encode(words, forKey: .words)
        case .track(let track): try container.encode(track, forKey: .track)
        }
    }
}
