internal import DAVE
internal import DiscordTypes

/// The end-to-end encryption of one guild's call: a DAVE session for each voice session, and what may leave at the moment.
///
/// For one task. A class, because the group's state is large, and a task keeps room for each copy that it ever had.
final class GuildEncryption {
    /// What of a session's actions concerns the player and the voice connection.
    enum Step: Sendable {
        case send(DAVECommand)
        case audio(DAVEAudio)
        case group(DAVEGroup?)
        case refused(DAVEFault)
    }

    /// To be told again whenever a transport is new: the driver then begins with a closed gate.
    private(set) var audio = DAVEAudio.clear
    /// Others are in the call, and none of them can hear the bot: nothing may leave, or they have removed it from the group.
    /// Lasts a moment at each beginning; the voice connection sees to it that it doesn't last longer.
    var isKeyAwaited: Bool {
        guard let session, session.protocolVersion > 0, session.hasOthers else { return false }
        if case .encrypted = audio { return !session.isMember }
        return true
    }

    private let identity: DAVEIdentity
    private var session: DAVESession?

    init(identity: DAVEIdentity) {
        self.identity = identity
    }

    /// `channel` is the voice session's, `user` the bot; without them nothing can be encrypted, so nothing may leave.
    func handle(_ event: DAVEEvent, channel: ChannelID?, user: UserID?) -> [Step] {
        if case .sessionStarted = event {
            session = nil
            if let channel, let user { session = DAVESession(channel: channel, user: user, identity: identity) }
        }
        guard let actions = session?.handle(event) else {
            audio = .held
            return [.audio(.held)]
        }
        return actions.compactMap { action in
            switch action {
            case .send(let command): return .send(command)
            case .audio(let audio):
                self.audio = audio
                return .audio(audio)
            case .groupChanged(let group): return .group(group)
            case .refused(let fault): return .refused(fault)
            // The bot hears nobody.
            case .receive: return nil
            }
        }
    }
}
