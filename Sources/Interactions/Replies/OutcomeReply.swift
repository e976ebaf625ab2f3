internal import DiscordTypes
internal import Jobs

/// The words for what became of a job.
struct OutcomeReply: Sendable {
    let texts: Texts

    func card(_ outcome: JobOutcome) -> Card {
        switch outcome {
        case .queue(let page): QueueReply(texts: texts).card(page)
        case .nowPlaying(let player): PlayerCard(texts: texts).nowPlaying(player)
        case .privacy(let privacy): PrivacyReply(texts: texts).card(privacy)
        case .sound(let sound): SoundReply(texts: texts).card(sound)
        case .edited(let result): Card(tone: .music, body: [EditReply(texts: texts).text(result)])
        case .library(let result): LibraryReply(texts: texts).card(result)
        case .room(let result): RoomReply(texts: texts).card(result)
        case .music(let result): MusicReply(texts: texts).card(result)
        case .failed(let failure): Card(tone: .problem, body: [FailureReply(texts: texts).text(failure)])
        case .queued, .queuedList, .skipped, .paused, .resumed, .stopped, .cleared, .joined, .left:
            Card(tone: .music, body: [text(outcome)])
        }
    }

    private func text(_ outcome: JobOutcome) -> Markdown {
        switch outcome {
        case .queued(let track, let ahead): added(track, ahead: ahead)
        case .queuedList(let track, let ahead, let list):
            (passed(list) + [added(list, behind: added(track, ahead: ahead))]).joined(by: "\n")
        case .skipped(let track, let next?):
            texts(.skippedToNext, ["track": TrackLine.markdown(track), "next": TrackLine.markdown(next)])
        case .skipped(let track, nil): texts(.skippedToNothing, ["track": TrackLine.markdown(track)])
        case .paused(let player): moment(.paused, without: .pausedNothing, player)
        case .resumed(let player): moment(.resumed, without: .resumedNothing, player)
        case .stopped(0): texts(.stopped)
        case .stopped(let removed): texts(.stoppedOne, .stoppedMany, count: removed)
        case .cleared(0): texts(.clearedNothing)
        case .cleared(let removed): texts(.clearedOne, .clearedMany, count: removed)
        case .joined(let channel): texts(.joined, ["channel": Mention.channel(channel)])
        case .left: texts(.left)
        case .queue, .nowPlaying, .privacy, .sound, .edited, .library, .room, .music, .failed: ""
        }
    }

    private func added(_ track: TrackSummary, ahead: Int) -> Markdown {
        let line = TrackLine.markdown(track)
        guard ahead > 0 else { return texts(.addedFirst, ["track": line]) }
        let key: TextKey = texts.language.isSingular(ahead) ? .addedBehindOne : .addedBehindMany
        return texts(key, ["track": line, "count": "\(ahead)"])
    }

    private func added(_ list: QueuedList, behind added: Markdown) -> Markdown {
        var values = ["added": added]
        values["list"] = list.title.map { Markdown(escaping: $0) }
        values["count"] = list.count.map { "\($0)" }
        let key: TextKey =
            switch (list.title, list.count) {
            case (nil, nil): .addedList
            case (nil, .some): .addedListMany
            case (.some, nil): .addedListOf
            case (.some, .some): .addedListOfMany
            }
        return texts(key, values)
    }

    /// Why a list did not begin with its first track.
    private func passed(_ list: QueuedList) -> [Markdown] {
        (list.passed ?? []).map { track in
            let reason = FailureReply(texts: texts).text(.unusableMedia(track.problem))
            return texts(.noticeFailed, ["title": Markdown(escaping: track.title), "reason": reason])
        }
    }

    private func moment(_ key: TextKey, without plain: TextKey, _ player: PlayerState) -> Markdown {
        guard let track = player.current else { return texts(plain) }
        let position = Markdown(trusted: PlayingTime.text(milliseconds: player.positionMilliseconds))
        return texts(key, ["track": TrackLine.markdown(track), "position": position])
    }
}

/// Discord shows these as names. Nobody is notified: every message allows no mentions.
enum Mention {
    static func channel(_ channel: ChannelID) -> Markdown { Markdown(trusted: "<#\(channel)>") }

    static func role(_ role: RoleID) -> Markdown { Markdown(trusted: "<@&\(role)>") }

    static func user(_ user: UserID) -> Markdown { Markdown(trusted: "<@\(user)>") }

    /// Nil where nobody asked, or nobody knows any more who did.
    static func requester(of track: TrackSummary) -> Markdown? {
        track.requester == .nobody ? nil : user(track.requester)
    }
}
