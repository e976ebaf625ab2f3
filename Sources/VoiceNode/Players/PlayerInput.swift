internal import Audio
internal import DAVE
internal import DiscordTypes
internal import Jobs

/// What a guild's player reacts to, one at a time and in order.
enum PlayerInput: Sendable {
    case job(PlaybackJob)
    /// `feed` is the number the player gave the feeder.
    case feeder(feed: Int, TrackFeeder.Event)
    case audio(AudioCall.Event)
    case voice(VoiceNews)
    case sound(SoundProcessor.Event)
    /// What a feed's track was found to be; nil where it can't be told.
    case loudness(feed: Int, TrackLoudness?)
    /// Someone came, went or moved, or the channel changed.
    case people
    /// More entries of a list that is being put into the queue.
    case found([CatalogTrack], list: Int)
    case listEnded(Int)
    /// Forgets a member's entries of before a time, in milliseconds since 1970-01-01 UTC.
    case forget(UserID, before: Int64)
    /// What a member's job asked the services for is known and to be played.
    case collected(PlaybackJob, MusicSearch.Collection)
    /// A second has passed.
    case tick
    /// Takes up what the store holds, after a start of the node.
    case restore
    /// Saves the position and falls silent; the queue and the channel stay for the next start.
    case shutdown
    /// Another node plays for this guild: nothing may be written any more.
    case leaseLost
    case guildRemoved

    /// Whoever sends it says so, or sends it again: it may find a full inbox. All else comes once, and only as often as tracks and
    /// connections change.
    var mayBeRefused: Bool {
        switch self {
        case .job, .found, .forget, .people, .tick: true
        default: false
        }
    }
}

/// What becomes of the voice connection.
enum VoiceNews: Sendable {
    /// Audio may leave through this transport from now on.
    case ready(ChannelID, VoicePath)
    /// What may leave from now on, as far as end-to-end encryption goes.
    case audio(DAVEAudio)
    /// The encrypted group has another epoch, or there is none.
    case group(DAVEGroup?)
    /// The transport is of no use any more; a new one is being made.
    case lost
    case moved(ChannelID)
    /// Discord keeps us from speaking, or does so no longer.
    case suppressed(Bool)
    /// The connection is over and will not come back by itself.
    case ended(VoiceEnd)
    /// The join that was asked for failed.
    case failed(JobFailure)
}

/// Why a voice connection is over.
enum VoiceEnd: Sendable, Equatable {
    /// Somebody disconnected the bot, or its channel was deleted.
    case removed
    /// Discord refused to go on. The text is for the log.
    case refused(String)
}

/// The way to the voice server, as the driver needs it.
struct VoicePath: Sendable {
    var socket: any UDPSending
    var ssrc: UInt32
    var cipher: TransportCipher
    /// The session demands end-to-end encryption.
    var needsEncryption: Bool
    /// What the voice server reports of the packets.
    var reports: ReceptionReports?
}
