internal import DiscordTypes
internal import Jobs

/// `/queue`: one page of what waits, with buttons to turn pages.
struct QueueReply: Sendable {
    let texts: Texts

    func card(_ page: QueuePage) -> Card {
        // Long titles and links first lose the links, then letters, until ten of them fit.
        let forms: [(limit: Int, linked: Bool)] = [(80, true), (80, false), (40, false)]
        for form in forms {
            let card = card(page, titleLimit: form.limit, linked: form.linked)
            let length = card.body.reduce(0) { $0 + $1.length + 1 }
            if length < MessageBudget.characters - 200 { return card }
        }
        return card(page, titleLimit: 20, linked: false)
    }

    private func card(_ page: QueuePage, titleLimit: Int, linked: Bool) -> Card {
        var body: [Markdown] = []
        if let track = page.player.current {
            let line = TrackLine.markdown(track, titleLimit: titleLimit, linked: linked)
            body.append(texts(.queueCurrent, ["track": line]))
            body.append(PlayerReply(texts: texts).progress(page.player, track))
        }
        guard !page.entries.isEmpty else {
            return Card(tone: .note, title: texts(.queueTitle), body: body + [texts(.queueEmpty)])
        }
        let first = (page.page - 1) * QueuePage.size + 1
        for (offset, track) in page.entries.enumerated() {
            body.append(entry(first + offset, track, titleLimit: titleLimit, linked: linked))
        }
        return Card(
            tone: .music, title: texts(.queueTitle), body: body, footnote: summary(page), buttons: buttons(page),
            selects: selects(page))
    }

    private func entry(_ number: Int, _ track: TrackSummary, titleLimit: Int, linked: Bool) -> Markdown {
        let line = TrackLine.markdown(track, titleLimit: titleLimit, linked: linked)
        let time = track.durationMilliseconds.map { Markdown(trusted: " `\(PlayingTime.text(milliseconds: $0))`") }
        let requester = Mention.requester(of: track).map { member -> Markdown in " · \(member)" }
        return "\(number)\\. \(line)\(time ?? "")\(requester ?? "")"
    }

    private func summary(_ page: QueuePage) -> Markdown {
        let total: Markdown =
            page.waitingMilliseconds.map {
                texts(.queueTotal, ["time": Markdown(trusted: PlayingTime.text(milliseconds: $0))])
            } ?? texts(.queueLengthUnknown)
        var parts = [PlayerReply(texts: texts).waiting(page.player.waiting), total]
        if page.pages > 1 {
            parts.append(texts(.queuePage, ["page": "\(page.page)", "pages": "\(page.pages)"]))
        }
        return parts.joined(by: " · ")
    }

    private func buttons(_ page: QueuePage) -> [Button] {
        guard page.pages > 1 else { return [] }
        return [
            button(.back, to: page.page - 1, isDisabled: page.page <= 1),
            button(.forward, to: page.page + 1, isDisabled: page.page >= page.pages),
        ]
    }

    /// One list for each thing that can be done with an entry. The values are ids, so that a queue that has moved on since can't
    /// make the choice mean another track.
    private func selects(_ page: QueuePage) -> [Select] {
        let first = (page.page - 1) * QueuePage.size + 1
        let choices = page.entries.enumerated().map { offset, track in
            let title = PlainText.clean(track.title, limit: 80)
            return Select.Choice(label: "\(first + offset). \(title.isEmpty ? "…" : title)", value: "\(track.entry)")
        }
        return QueueChoice.allCases.map { choice in
            Select(id: choice.customID, placeholder: texts.plain(key(choice)), choices: choices)
        }
    }

    private func key(_ choice: QueueChoice) -> TextKey {
        switch choice {
        case .play: .choosePlay
        case .first: .chooseFirst
        case .remove: .chooseRemove
        }
    }

    private func button(_ label: TextKey, to page: Int, isDisabled: Bool) -> Button {
        Button(
            label: texts.plain(label), action: .custom(id: QueueButton.customID(page: page), .secondary),
            isDisabled: isDisabled)
    }
}
