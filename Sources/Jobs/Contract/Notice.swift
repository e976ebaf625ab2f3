package import DiscordTypes

/// Something a guild's people are told in their text channel without having asked.
package enum Notice: Sendable, Hashable {
    /// The track was left out.
    case trackFailed(title: String, requester: UserID, MediaProblem)
    /// The track gave no sound for ten seconds and was left out.
    case trackStuck(title: String, requester: UserID)
    /// The account that found the track opens it no more; it plays as everybody hears it. Names nobody.
    case playsPublicly(title: String, CatalogTrack.Service)
    /// All that came of a list is in the queue, and it is less than the list was said to have.
    case listCut(added: Int, count: Int)
    /// It was current when several nodes ended one after the other, and was left out.
    case trackGivenUp(title: String, requester: UserID)
    /// It was arriving when several nodes ended one after the other, and is read no more.
    case listGivenUp(added: Int)
    case leftAlone(minutes: Int)
    /// Discord kept the bot from speaking all that time.
    case leftSilenced(minutes: Int)
    case voiceLost
    /// The bot may not post the player's message to this channel.
    case playerForbidden(ChannelID)
}
