internal import DiscordTypes
internal import Jobs

/// Who may do what in a guild's room. Pure: facts in, verdict out.
///
/// Roles and permissions are those that Discord signed with the interaction; a component's id decides nothing.
struct RoomRules: Sendable {
    enum Verdict: Sendable, Equatable {
        case allowed
        /// The member's wish counts as a vote.
        case vote
        case refused(JobFailure)
    }

    /// What an action takes, from the least to the most.
    enum Need: Sendable {
        /// It tells, or concerns only what the member keeps.
        case nothing
        /// The member hears the bot.
        case presence
        /// Those whose track plays skip it; others vote.
        case vote
        /// The current track's requester, or a DJ.
        case ownTrack
        case dj
        /// Who may manage the server, from anywhere.
        case manager
    }

    /// The moment at which somebody asks.
    struct Situation: Sendable {
        /// The channel the bot is in, or is joining.
        var channel: ChannelID?
        /// The member's voice channel.
        var memberChannel: ChannelID?
        /// The people who hear the bot.
        var listeners: [UserID] = []
        /// Who asked for the current track.
        var current: UserID?
        /// Whether all that the action touches was asked for by the member.
        var isOwn = false
    }

    var settings: RoomSettings

    func verdict(on action: PlaybackAction, by requester: Requester, in situation: Situation) -> Verdict {
        // The endpoint vouches for them, and what they do it writes into the audit log.
        if requester.isOperator == true { return .allowed }
        let need = need(of: action, isOwn: situation.isOwn)
        if need == .manager { return isManager(requester) ? .allowed : .refused(.refused(.needsManager)) }
        if need == .nothing { return .allowed }
        // Also where nobody listens: what waits there is other people's.
        if situation.memberChannel == nil, !isNamedDJ(requester) { return .refused(.notInVoice) }
        // An empty channel holds nobody: whoever asks from another one is come to.
        if let channel = situation.channel, situation.memberChannel != channel, !situation.listeners.isEmpty {
            return .refused(situation.memberChannel == nil ? .notInVoice : .playingElsewhere(channel))
        }
        switch need {
        case .nothing, .presence, .manager: return .allowed
        case .ownTrack where situation.current == requester.user, .vote where situation.current == requester.user:
            return .allowed
        case .vote: return isDJ(requester, in: situation) ? .allowed : .vote
        case .ownTrack, .dj:
            return isDJ(requester, in: situation)
                ? .allowed : .refused(.refused(.needsDJ(role: settings.djRole)))
        }
    }

    /// Everybody is while no role is set; whoever listens alone is.
    func isDJ(_ requester: Requester, in situation: Situation) -> Bool {
        settings.djRole == nil || isNamedDJ(requester) || situation.listeners == [requester.user]
    }

    /// By role or by permission; the limits on tracks do not bind them.
    func isNamedDJ(_ requester: Requester) -> Bool {
        isManager(requester) || settings.djRole.map { requester.roles?.contains($0) == true } == true
    }

    func isManager(_ requester: Requester) -> Bool { requester.permissions?.allow(.manageGuild) == true }

    /// Votes it takes to skip with so many listeners.
    func votesNeeded(of listeners: Int) -> Int {
        let percent = min(max(settings.votePercent ?? 50, 1), 100)
        return max(1, (listeners * percent + 99) / 100)
    }

    /// Commands are taken in the bound channel only; what merely tells is told everywhere.
    func isTaken(_ action: PlaybackAction, in channel: ChannelID?) -> Bool {
        guard let bound = settings.textChannel, let channel, bound != channel else { return true }
        switch need(of: action, isOwn: true) {
        case .nothing, .manager: return true
        case .presence, .vote, .ownTrack, .dj: return false
        }
    }

    private func need(of action: PlaybackAction, isOwn: Bool) -> Need {
        switch action {
        case .queue, .nowPlaying, .privacy: .nothing
        case .play(let request): need(of: request)
        case .join: .presence
        case .skip: .vote
        case .pause, .resume, .stop, .clear, .leave: .dj
        case .edit(let edit): need(of: edit, isOwn: isOwn)
        case .library(let request): need(of: request)
        case .room(.show), .sound(.show): .nothing
        case .sound: .dj
        case .room(.change): .manager
        case .music(let request): need(of: request)
        }
    }

    private func need(of request: PlayRequest) -> Need {
        if request.isShuffled == true { return .dj }
        switch request.place {
        case nil: return .presence
        case .now: return .dj
        // Where all take turns, nobody goes first.
        case .next, .position: return settings.isFair == true ? .dj : .presence
        }
    }

    private func need(of edit: QueueEdit, isOwn: Bool) -> Need {
        switch edit {
        case .replay, .seek, .shift: .ownTrack
        case .remove, .undo: isOwn ? .presence : .dj
        case .previous, .skipTo, .move, .shuffle, .loop, .nextLoop, .togglePause, .autoplay: .dj
        }
    }

    private func need(of request: MusicRequest) -> Need {
        switch request {
        case .search, .otherRecordings, .playlists: .nothing
        case .choose, .settle, .playPlaylist, .likedSongs, .recommendations, .blend: .presence
        // It changes what plays, and what others get by that name.
        case .correct: .ownTrack
        }
    }

    private func need(of request: LibraryRequest) -> Need {
        switch request {
        case .playFavourites, .loadPlaylist: .presence
        case .toggleFavourite, .addFavourite, .removeFavourite, .favourites, .savePlaylist, .playlists, .sharePlaylist,
            .importPlaylist, .deletePlaylist, .history, .statistics, .lyrics:
            .nothing
        }
    }
}
