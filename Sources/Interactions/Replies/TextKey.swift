/// Everything the bot says, by name. `Texts+<Language>.swift` has the words.
enum TextKey: String, Sendable, CaseIterable {
    // What was done
    case addedFirst, addedBehindOne, addedBehindMany
    case addedList, addedListMany, addedListOf, addedListOfMany
    case skippedToNext, skippedToNothing
    case paused, pausedNothing, resumed, resumedNothing
    case stopped, stoppedOne, stoppedMany
    case clearedNothing, clearedOne, clearedMany
    case joined, left

    // Changes of the queue
    case backTo, replayed, soughtTo, skippedTo, skippedPassingOne, skippedPassing
    case movedTo, removedOne, removedMany, shuffled
    case loopOff, loopTrack, loopQueue, autoplayOn, autoplayOff, voted, queuedMany
    case undoneAdded, undoneRemoved, undoneMoved, undoneShuffled, undoneCleared, undoneSkipped

    // What members keep
    case favouriteAdded, favouriteRemoved, favouritesTitle, favouritesEmpty
    case playlistSaved, playlistsTitle, playlistsEmpty, playlistShared, playlistImported, playlistDeleted
    case historyTitle, historyEmpty, statisticsTitle, trackOne, trackMany

    // The rules of the room
    case settingsTitle, settingsChanged, settingDJ, settingVote, settingFair, settingPerMember, settingMinutes
    case settingDuplicates, settingStays, settingLeave, settingAnnounces, settingStatus, settingChannel, settingLanguage
    case settingBlocked, settingEveryone, settingAnywhere, settingUsual, settingUnlimited, settingNone, on, off

    // The player's message
    case upNext, originalQuality, playedFrom, accountOf
    case buttonPrevious, buttonPause, buttonResume, buttonSkip, buttonLoop, buttonShuffle, buttonFavourite, buttonLyrics
    case buttonVolume, buttonEffects
    case choosePlay, chooseFirst, chooseRemove

    // Why the room says no
    case needsDJ, noSuchEntry, nothingBefore, nothingToUndo, nothingToRemove, nothingToShuffle, notSeekable, beyondEnd
    case trackTooLong, memberLimit, duplicate, blockedTrack, wrongChannel, alreadyVoted, noLyrics, lyricsUnavailable
    case noSuchPlaylist, playlistExists, playlistEmpty, playlistNeedsName, tooManyPlaylists, tooManyFavourites
    case noFavourites, noSuchCode, notKeepable, badTime, nothingInMessage, playOnePlace, oneAtATime, badEqualizer

    // The player
    case nowPlaying, pausedTitle, connectingTitle, nothingPlaying
    case playingIn, requestedBy, positionOnly
    case waitingNone, waitingOne, waitingMany
    case soundVolume, soundEffects, soundCrossfade, soundNormalized, soundSkipsSilence
    case privacyCode
    case encryptedTitle, callCode, memberCode, memberNotInCall, notEncrypted, privacyHint
    case queueTitle, queuePage, queueEmpty, queueCurrent, queueTotal, queueLengthUnknown
    case back, forward

    // Why not
    case notInVoice, playingElsewhere, missingPermissions, channelFull, suppressedOnStage, voiceConnectionFailed
    case unknownGuild, nothingToDo, alreadyPaused, notPaused, notConnected, queueFull, busy, storeUnavailable
    case newerVersion, internalFault
    case mediaNotAnAddress, mediaForbidden, mediaUnreachable, mediaRefused, mediaTooLarge, mediaStalled, mediaNotAudio
    case mediaExpired, mediaNoDecoder, mediaDecoderStopped, mediaIncomplete
    case mediaNothingFound, mediaBotCheck, mediaSignIn, mediaAgeRestricted
    case mediaProtected, mediaRegionLocked, mediaNotAvailable, mediaNoLookup, mediaLookupTimedOut, mediaNoCertainMatch

    // Before anything is done
    case playNeedsOne, playOnlyOne, playTooLong, playUploadMissing
    case joinNotVoice, pageOutOfRange
    case onlyInServers, notAllowed, notAllowedWithLink, accessRequested, accessRefused, accessSilenced, accessUnknown,
        memberLacksPermission
    case unknownCommand, unknownComponent, unknownInteraction, unknownOption
    case nodeUnreachable, tooManyPending, stillWaiting, outcomeLost, outcomeTooLate, fallback

    // Linked accounts
    case linkTitle, linkOne, linkAny, linkUse, linkOnlyYou, linkButton, linkNothingOffered, linkNotOffered
    case accountsTitle, accountsNone, accountsHint, accountsButton, accountsUnavailable
    case accountNeedsRelinking, accountUntil, accountInBlends
    case unlinked, unlinkedNothing, unlinkedByYou, unlinkedCookies, unknownProvider

    // Searching, choosing, and what linked accounts hold
    case noticePublic, noticeListCut, noticeGivenUp, noticeListGivenUp, listArriving, listArrivingOf
    case searchTitle, searchNothing, searchChoose, searchMissing, searchNeedsWords, searchEmpty, offeredLive
    case offeredOwn, offerExpired, notLinked, linkedNoMore, uncertainOf, nothingInAccounts, accountsSilent,
        nobodyToBlend, noOtherRecordings
    case recordingsTitle, recordingsOf, recordingsChoose, corrected, ownPlaylistsTitle, ownPlaylistsEmpty
    case ownPlaylistsPrivate, ownPlaylistsChoose, ownPlaylistsMore, settingVolume, noticeFailed, noticeIncomplete
    case noticeStuck, noticeAlone, noticeSilenced, noticeVoiceLost, noticeLinkLost, noticePlayerForbidden

    // Ping and help
    case pong, helpTitle, helpIntroduction, helpLink
}
