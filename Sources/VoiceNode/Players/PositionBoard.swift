internal import DiscordTypes
internal import Storage
internal import Synchronization

/// Where each guild's current track is, for the one task that stores all positions every other second.
final class PositionBoard: Sendable {
    private struct Playing {
        var epoch: Int64
        var entry: Int64
        var feed: GuildPlayer.Feed
    }

    private let playing = Mutex<[GuildID: Playing]>([:])

    func set(_ guild: GuildID, epoch: Int64, entry: Int64, feed: GuildPlayer.Feed) {
        playing.withLock {
            $0[guild] = Playing(epoch: epoch, entry: entry, feed: feed)
        }
    }

    func clear(_ guild: GuildID) {
        playing.withLock { $0[guild] = nil }
    }

    /// The position of every current track now.
    var positions: [PlaybackPosition] {
        playing.withLock { playing in
            playing.map { guild, playing in
                PlaybackPosition(
                    guild: guild, epoch: playing.epoch, entry: playing.entry,
                    frames: playing.feed.positionFrames)
            }
        }
    }
}
