internal import DiscordTypes
internal import Jobs

/// The words for why the room's rules or the queue's state stand against what was asked.
struct RefusalReply: Sendable {
    let texts: Texts

    func text(_ refusal: Refusal) -> Markdown {
        switch refusal {
        case .needsDJ(let role?): texts(.needsDJ, ["role": Mention.role(role)])
        case .needsDJ(nil), .needsManager: texts(.memberLacksPermission)
        case .noSuchEntry: texts(.noSuchEntry)
        case .nothingBefore: texts(.nothingBefore)
        case .nothingToUndo: texts(.nothingToUndo)
        case .nothingToRemove: texts(.nothingToRemove)
        case .nothingToShuffle: texts(.nothingToShuffle)
        case .notSeekable: texts(.notSeekable)
        case .beyondEnd(let length):
            texts(.beyondEnd, ["length": Markdown(trusted: PlayingTime.text(milliseconds: length))])
        case .trackTooLong(let minutes): texts(.trackTooLong, ["minutes": "\(minutes)"])
        case .memberLimit(let tracks): texts(.memberLimit, ["count": "\(tracks)"])
        case .duplicate(let title): texts(.duplicate, ["title": Markdown(escaping: title)])
        case .blocked: texts(.blockedTrack)
        case .wrongChannel(let channel): texts(.wrongChannel, ["channel": Mention.channel(channel)])
        case .alreadyVoted(let votes, let needed):
            texts(.alreadyVoted, ["votes": "\(votes)", "needed": "\(needed)"])
        default: libraryText(refusal)
        }
    }

    private func libraryText(_ refusal: Refusal) -> Markdown {
        switch refusal {
        case .noLyrics(let title): texts(.noLyrics, ["title": Markdown(escaping: title)])
        case .lyricsUnavailable: texts(.lyricsUnavailable)
        case .noSuchPlaylist(let name): texts(.noSuchPlaylist, ["name": Markdown(escaping: name)])
        case .playlistExists(let name): texts(.playlistExists, ["name": Markdown(escaping: name)])
        case .playlistEmpty: texts(.playlistEmpty)
        case .tooManyPlaylists(let limit): texts(.tooManyPlaylists, ["limit": "\(limit)"])
        case .tooManyFavourites(let limit): texts(.tooManyFavourites, ["limit": "\(limit)"])
        case .noFavourites(let member): texts(.noFavourites, ["member": Mention.user(member)])
        case .notAFavourite: texts(.noSuchEntry)
        case .noSuchCode: texts(.noSuchCode)
        case .badImport: texts(.playlistNeedsName)
        case .notKeepable: texts(.notKeepable)
        default: musicText(refusal)
        }
    }

    private func musicText(_ refusal: Refusal) -> Markdown {
        switch refusal {
        case .offerExpired: texts(.offerExpired)
        case .notLinked(let services):
            services.isEmpty ? texts(.notLinked) : texts(.linkedNoMore, ["services": names(services)])
        case .nothingInAccounts: texts(.nothingInAccounts)
        case .accountsUnavailable(let services): texts(.accountsSilent, ["services": names(services)])
        case .nobodyToBlend: texts(.nobodyToBlend)
        case .noOtherRecordings(let title): texts(.noOtherRecordings, ["title": Markdown(escaping: title)])
        default: texts(.fallback)
        }
    }

    private func names(_ services: [String]) -> Markdown {
        services.map { Markdown(escaping: $0) }.joined(by: ", ")
    }
}
