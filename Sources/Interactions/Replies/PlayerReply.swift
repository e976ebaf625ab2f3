internal import DiscordTypes
internal import Jobs

/// `/nowplaying`: the track, how far it is, who asked for it, and the call's privacy code.
struct PlayerReply: Sendable {
    let texts: Texts

    func card(_ player: PlayerState) -> Card {
        guard let track = player.current else { return Card(tone: .note, body: [texts(.nothingPlaying)]) }
        return Card(
            tone: .music, title: texts(title(player.phase)),
            body: [TrackLine.markdown(track), progress(player, track), circumstances(player, track)],
            footnote: player.privacyCode.map { texts(.privacyCode, ["code": "`\(Self.grouped($0))`"]) })
    }

    /// The line below the title: a bar where the length is known.
    func progress(_ player: PlayerState, _ track: TrackSummary) -> Markdown {
        let position = PlayingTime.text(milliseconds: player.positionMilliseconds)
        guard let length = track.durationMilliseconds,
            let bar = PlayingTime.bar(position: player.positionMilliseconds, length: length)
        else { return texts(.positionOnly, ["position": Markdown(trusted: position)]) }
        return Markdown(trusted: "\(bar) `\(position) / \(PlayingTime.text(milliseconds: length))`")
    }

    private func circumstances(_ player: PlayerState, _ track: TrackSummary) -> Markdown {
        var parts: [Markdown] = []
        if let channel = player.channel {
            parts.append(texts(.playingIn, ["channel": Mention.channel(channel)]))
        }
        if let member = Mention.requester(of: track) { parts.append(texts(.requestedBy, ["member": member])) }
        parts.append(waiting(player.waiting))
        if let arriving = player.arriving { parts.append(self.arriving(arriving)) }
        return parts.joined(by: " · ")
    }

    /// How far a list has come in.
    func arriving(_ entries: ArrivingEntries) -> Markdown {
        guard let count = entries.count else { return texts(.listArriving, ["added": "\(entries.added)"]) }
        return texts(.listArrivingOf, ["added": "\(entries.added)", "count": "\(count)"])
    }

    func waiting(_ count: Int) -> Markdown {
        count == 0 ? texts(.waitingNone) : texts(.waitingOne, .waitingMany, count: count)
    }

    private func title(_ phase: PlayerState.Phase) -> TextKey {
        switch phase {
        case .paused: .pausedTitle
        case .connecting: .connectingTitle
        case .playing, .idle: .nowPlaying
        }
    }

    /// Digits in groups of five, as Discord's own client shows them; anything else in the text is dropped.
    static func grouped(_ code: String) -> Markdown {
        let digits = Array(code.filter { $0.isASCII && $0.isNumber })
        let groups = stride(from: 0, to: digits.count, by: 5).map { start in
            String(digits[start..<min(start + 5, digits.count)])
        }
        return Markdown(trusted: groups.joined(separator: " "))
    }
}
