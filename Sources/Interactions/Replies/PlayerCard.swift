package import DiscordTypes
package import Jobs

/// The player's message: what plays, how far it is, who wanted it, what comes next, and the buttons to command it.
package struct PlayerCard: Sendable {
    private let texts: Texts

    /// In the language of a locale; English where it is nil or unknown.
    package init(locale: String?) {
        texts = CommandRegistry.standard.texts(Language(locale: locale))
    }

    init(texts: Texts) {
        self.texts = texts
    }

    package func message(_ player: PlayerState) -> ComponentMessage {
        card(player).message(for: .everyone)
    }

    /// For whoever asked alone: with the call's privacy code beside all else.
    func nowPlaying(_ player: PlayerState) -> Card {
        var card = PlayerReply(texts: texts).card(player)
        guard let track = player.current else { return card }
        card.body += [provenance(player, track), upNext(player)].filter { !$0.source.isEmpty }
        card.buttons = PlayerButton.allCases.map { button($0, player) }
        return card
    }

    func card(_ player: PlayerState) -> Card {
        let reply = PlayerReply(texts: texts)
        var card = reply.card(player)
        guard let track = player.current else { return card }
        card.body = [
            TrackLine.markdown(track), reply.progress(player, track), origin(player, track), upNext(player),
        ]
        let arriving = player.arriving.map { reply.arriving($0) } ?? ""
        card.footnote = [modes(player), reply.waiting(player.waiting), arriving].filter { !$0.source.isEmpty }
            .joined(by: " · ")
        card.buttons = PlayerButton.allCases.map { button($0, player) }
        return card
    }

    /// Who wanted it, and where it comes from.
    private func origin(_ player: PlayerState, _ track: TrackSummary) -> Markdown {
        let requester = Mention.requester(of: track).map { texts(.requestedBy, ["member": $0]) }
        return [requester, provenance(player, track)].compactMap(\.self)
            .filter { !$0.source.isEmpty }.joined(by: " · ")
    }

    /// The service, whose account, what the sound comes from and whether it is sent as it is.
    private func provenance(_ player: PlayerState, _ track: TrackSummary) -> Markdown {
        var parts: [Markdown] = []
        if let source = track.source ?? track.link.flatMap(Self.host) { parts.append(Markdown(escaping: source)) }
        if let holder = track.accountHolder {
            parts.append(texts(.accountOf, ["member": Mention.user(holder)]))
        } else if let account = track.account {
            parts.append(texts(.accountOf, ["member": Markdown(escaping: account)]))
        }
        return (parts + quality(player)).joined(by: " · ")
    }

    /// What the sound comes from, and whether it is sent as it is.
    private func quality(_ player: PlayerState) -> [Markdown] {
        var parts: [Markdown] = []
        if let from = player.quality?.playedFrom {
            parts.append(texts(.playedFrom, ["source": Markdown(escaping: from)]))
        }
        if let codec = player.quality?.codec {
            let rate = player.quality?.kilobitsPerSecond.map { " \($0) kbit/s" } ?? ""
            parts.append(Markdown(escaping: codec + rate))
        }
        if player.isPassedThrough == true { parts.append(texts(.originalQuality)) }
        return parts
    }

    private func upNext(_ player: PlayerState) -> Markdown {
        guard let next = player.next else { return "" }
        return texts(.upNext, ["track": TrackLine.markdown(next, titleLimit: 60, linked: false)])
    }

    private func modes(_ player: PlayerState) -> Markdown {
        var parts: [Markdown] = []
        if let loop = player.loop { parts.append(texts(EditReply.key(loop))) }
        if player.autoplay == true { parts.append(texts(.autoplayOn)) }
        return parts.joined(by: " · ")
    }

    private func button(_ button: PlayerButton, _ player: PlayerState) -> Button {
        let isPaused = player.phase == .paused
        let label: TextKey =
            switch button {
            case .previous: .buttonPrevious
            case .pause: isPaused ? .buttonResume : .buttonPause
            case .skip: .buttonSkip
            case .loop: .buttonLoop
            case .shuffle: .buttonShuffle
            case .favourite: .buttonFavourite
            case .volume: .buttonVolume
            case .effects: .buttonEffects
            case .lyrics: .buttonLyrics
            }
        return Button(
            label: texts.plain(label), action: .custom(id: button.customID, button == .pause ? .primary : .secondary))
    }

    /// The site's name as its address tells it.
    private static func host(_ link: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: { link.hasPrefix($0) }) else { return nil }
        let host = link.dropFirst(scheme.count).prefix { !"/?#:@".contains($0) }
        return host.isEmpty ? nil : String(host.hasPrefix("www.") ? host.dropFirst(4) : host)
    }
}
