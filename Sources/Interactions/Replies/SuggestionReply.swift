internal import DiscordTypes
internal import Jobs

/// What is proposed while a member types: title and artist, then where it comes from, how long it is, whose account opens it.
struct SuggestionReply: Sendable {
    let texts: Texts

    func choices(_ offer: TrackOffer) -> [ProposedChoice] {
        var choices: [ProposedChoice] = []
        for track in offer.tracks where choices.count < ProposedChoice.countLimit {
            guard let value = value(of: track), !choices.contains(where: { $0.value == value }) else { continue }
            choices.append(ProposedChoice(name: name(of: track), value: value))
        }
        return choices
    }

    /// What `/play` is given: the track's address, or its name where there is none.
    private func value(of track: OfferedTrack) -> String? {
        if case .address(let address) = MediaAddress.read(track.reference) { return address }
        let name = "\(track.title) \(track.artist ?? "")".unicodeScalars.prefix(SearchWords.lengthLimit)
        let words = SearchWords(String(String.UnicodeScalarView(name)))?.text
        return words.map { MessageBudget.cut($0, to: ProposedChoice.lengthLimit) }
    }

    private func name(of track: OfferedTrack) -> String {
        let details = details(of: track)
        let tail = details.isEmpty ? "" : " · " + MessageBudget.cut(details, to: ProposedChoice.lengthLimit / 2)
        let name = PlainText.clean(track.title, limit: ProposedChoice.lengthLimit)
        let title = track.isList == true ? "📃 " + name : name
        let artist = track.artist.map { PlainText.clean($0, limit: 40) } ?? ""
        let head = artist.isEmpty ? title : "\(title.isEmpty ? "…" : title) — \(artist)"
        return MessageBudget.cut(head.isEmpty ? "…" : head, to: ProposedChoice.lengthLimit - tail.utf16.count) + tail
    }

    /// Source, length and account, as plain text.
    func details(of track: OfferedTrack) -> String {
        var parts: [String] = []
        if let source = track.source.map({ PlainText.clean($0, limit: 20) }), !source.isEmpty { parts.append(source) }
        if let count = track.entryCount { parts.append("\(count) ♪") }
        if track.isLive == true {
            parts.append(texts.plain(.offeredLive))
        } else if let length = track.durationMilliseconds {
            parts.append(PlayingTime.text(milliseconds: length))
        }
        if track.isOwn == true { parts.append(texts.plain(.offeredOwn)) }
        return parts.joined(separator: " · ")
    }
}
