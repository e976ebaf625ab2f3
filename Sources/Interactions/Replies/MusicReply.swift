internal import DiscordTypes
internal import Jobs

/// The cards for what was found, and for what members' linked accounts hold.
struct MusicReply: Sendable {
    /// What fits a message with its links.
    private static let shownTracks = 10
    private static let labelLimit = 100

    let texts: Texts

    func card(_ result: MusicResult) -> Card {
        switch result {
        case .found(let offer): found(offer)
        case .recordings(let current, let offer): recordings(current, offer)
        case .corrected(let track):
            Card(tone: .music, body: [texts(.corrected, ["track": TrackLine.markdown(track)])])
        case .playlists(let lists): playlists(lists)
        case .uncertain(let reference, let offer): uncertain(reference, offer)
        }
    }

    private func found(_ offer: TrackOffer) -> Card {
        let words = ["words": Markdown(escaping: offer.words)]
        let missing = missing(offer.missing)
        guard !offer.tracks.isEmpty else {
            return Card(
                tone: .note, title: texts(.searchTitle, words), body: [texts(.searchNothing)], footnote: missing)
        }
        let tracks = Array(offer.tracks.prefix(Self.shownTracks))
        return Card(
            tone: .music, title: texts(.searchTitle, words), body: lines(tracks), footnote: missing,
            selects: [
                Select(
                    id: TrackPicker.searchID, placeholder: texts.plain(.searchChoose), choices: choices(tracks),
                    maximumChosen: tracks.count)
            ])
    }

    private func recordings(_ current: TrackSummary, _ offer: TrackOffer) -> Card {
        let tracks = Array(offer.tracks.prefix(Self.shownTracks))
        return Card(
            tone: .music, title: texts(.recordingsTitle),
            body: [texts(.recordingsOf, ["track": TrackLine.markdown(current)])] + lines(tracks),
            footnote: missing(offer.missing),
            selects: [
                Select(
                    id: TrackPicker.correctionID(of: current.entry), placeholder: texts.plain(.recordingsChoose),
                    choices: choices(tracks))
            ])
    }

    private func uncertain(_ reference: String, _ offer: TrackOffer) -> Card {
        let tracks = Array(offer.tracks.prefix(Self.shownTracks))
        let id = TrackPicker.settlingID(of: reference) ?? TrackPicker.searchID
        return Card(
            tone: .note, title: texts(.recordingsTitle),
            body: [texts(.uncertainOf, ["title": Markdown(escaping: offer.words)])] + lines(tracks),
            selects: [Select(id: id, placeholder: texts.plain(.recordingsChoose), choices: choices(tracks))])
    }

    private func playlists(_ lists: OwnPlaylists) -> Card {
        let missing = missing(lists.missing)
        guard !lists.lists.isEmpty else {
            return Card(
                tone: .note, title: texts(.ownPlaylistsTitle), body: [texts(.ownPlaylistsEmpty)], footnote: missing)
        }
        let shown = Array(lists.lists.prefix(ProposedChoice.countLimit))
        let hidden = lists.lists.count - shown.count
        let more = hidden > 0 ? texts(.ownPlaylistsMore, ["count": "\(hidden)"]) : nil
        let body = shown.map { list -> Markdown in
            let name: Markdown = "**\(Markdown(escaping: list.title, limit: 60))**"
            let facts = [
                list.source.map { Markdown(escaping: $0) },
                list.count.map { texts(.trackOne, .trackMany, count: $0) },
            ]
            return ([name] + facts.compactMap(\.self)).joined(by: " · ")
        }
        let choices = shown.map { list in
            Select.Choice(
                label: label(list.title), value: list.reference,
                description: list.source.map { MessageBudget.cut($0, to: Self.labelLimit) })
        }
        return Card(
            tone: .music, title: texts(.ownPlaylistsTitle), body: body,
            footnote: [more, texts(.ownPlaylistsPrivate), missing].compactMap(\.self).joined(by: " "),
            selects: [
                Select(
                    id: TrackPicker.playlistID, placeholder: texts.plain(.ownPlaylistsChoose), choices: choices)
            ])
    }

    private func lines(_ tracks: [OfferedTrack]) -> [Markdown] {
        tracks.enumerated().map { number, track in
            let summary = TrackSummary(
                entry: 0, title: track.title, artist: track.artist, link: track.link,
                durationMilliseconds: track.durationMilliseconds, requester: .nobody, requesterName: "")
            let details = SuggestionReply(texts: texts).details(of: track)
            let tail: Markdown = details.isEmpty ? "" : " · \(Markdown(escaping: details))"
            return "\(number + 1)\\. \(TrackLine.markdown(summary, titleLimit: 60))\(tail)"
        }
    }

    private func choices(_ tracks: [OfferedTrack]) -> [Select.Choice] {
        var known: Set<String> = []
        return tracks.enumerated().compactMap { number, track in
            guard known.insert(track.reference).inserted else { return nil }
            let details = SuggestionReply(texts: texts).details(of: track)
            let artist = track.artist.map { PlainText.clean($0, limit: 40) }
            let description = [artist, details].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
            return Select.Choice(
                label: label("\(number + 1). \(track.title)"), value: track.reference,
                description: description.isEmpty ? nil : MessageBudget.cut(description, to: Self.labelLimit))
        }
    }

    private func label(_ text: String) -> String {
        let clean = PlainText.clean(text, limit: 90)
        return clean.isEmpty ? "…" : MessageBudget.cut(clean, to: Self.labelLimit)
    }

    /// Names the services that have not answered; nil where all have.
    private func missing(_ services: [String]) -> Markdown? {
        guard !services.isEmpty else { return nil }
        return texts(.searchMissing, ["services": services.map { Markdown(escaping: $0) }.joined(by: ", ")])
    }
}
