extension Texts {
    /// Searching, choosing, what members' linked accounts hold, and notices.
    static let englishMusic: [TextKey: String] = [
        .searchTitle: "Found for “{words}”",
        .searchNothing:
            "Nothing. Check the spelling, add the artist, or give {/play} a link. With {/link} I also search in your own account.",
        .searchChoose: "Add to the queue …",
        .searchMissing: "No answer in time from: {services}.",
        .searchNeedsWords: "That is a link: {/play} plays it. Search by title and artist.",
        .searchEmpty: "Tell me what to search for: a title, an artist, or both.",
        .offeredLive: "live",
        .offeredOwn: "your account",
        .offerExpired: "That list is too old: I don’t know any more what was in it. Please search again.",
        .notLinked: "You have linked no account that can tell me that. {/link} links one.",
        .linkedNoMore:
            "These services don’t accept the account you linked any more: {services}. {/link} links it again.",
        .uncertainOf:
            "I am not sure which recording of **{title}** is the right one. What you choose is played for it from now on.",
        .nothingInAccounts: "There is nothing of that kind in your linked accounts.",
        .accountsSilent: "The services don’t answer at the moment: {services}. Please try again in a minute.",
        .nobodyToBlend:
            "Nobody here lets me mix their liked songs yet. {/link} shows the page on which everyone can allow it for their account.",
        .noOtherRecordings: "I found no other recording of **{title}**. Give {/play} a link to the right one.",
        .recordingsTitle: "Which one was meant?",
        .recordingsOf: "Now: {track}",
        .recordingsChoose: "The right one …",
        .corrected: "{track} plays instead, from now on for everyone who asks for that.",
        .ownPlaylistsTitle: "Playlists of your accounts",
        .ownPlaylistsEmpty: "Your linked accounts have no playlists.",
        .ownPlaylistsPrivate: "Only you see this list.",
        .ownPlaylistsChoose: "Add to the queue …",
        .ownPlaylistsMore: "Not shown: {count} more. {/play} takes a playlist’s link.",
        .settingVolume: "Volume at the beginning",
        .noticeFailed: "⚠️ **{title}** was skipped. {reason}",
        .noticeIncomplete: "⚠️ **{title}** ended early: the rest of it is missing.",
        .noticeStuck: "⚠️ **{title}** was skipped: nothing came from its server for ten seconds.",
        .noticePublic:
            "🔓 **{title}** plays without a linked account: {service} no longer accepts the one it was found with.",
        .noticeListCut:
            "⚠️ {added} of the list’s {count} tracks are in the queue. The others are no songs, can’t be read, or go beyond this server’s limits.",
        .noticeGivenUp:
            "⚠️ **{title}** was skipped: each time I played it I had to start anew. {/previous} tries it once more.",
        .noticeListGivenUp:
            "⚠️ {added} tracks of a list are in the queue. I left out the rest: each time I read it I had to start anew.",
        .listArriving: "{added} tracks of a list so far",
        .listArrivingOf: "{added} of a list’s {count} tracks so far",
        .noticeAlone: "👋 Nobody was listening for {minutes} min, so I left. {/join} goes on where we were.",
        .noticeSilenced: "🔇 I was not allowed to speak for {minutes} min, so I left. {/join} brings me back.",
        .noticeVoiceLost: "⚠️ The voice connection was lost and could not be restored. {/join} goes on where we were.",
        .noticePlayerForbidden:
            "⚠️ I may not post the player in {channel}. Ask an admin to give me **View Channel** and **Send Messages** there.",
        .noticeLinkLost:
            "{service} doesn't accept the account you linked with me any more, so I go on without it. Write {/link} in a server where I am to link it again.",
    ]
}
