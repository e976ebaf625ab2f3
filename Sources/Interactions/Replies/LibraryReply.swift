internal import DiscordTypes
internal import Jobs

/// The cards for what members keep, what was played, and lyrics.
struct LibraryReply: Sendable {
    let texts: Texts

    func card(_ result: LibraryResult) -> Card {
        switch result {
        case .favouriteAdded(let track, let count):
            said(.favouriteAdded, ["track": TrackLine.markdown(track), "count": "\(count)"])
        case .favouriteRemoved(let title): said(.favouriteRemoved, ["title": Markdown(escaping: title)])
        case .favourites(let page): list(page, "favourites", title: .favouritesTitle, empty: .favouritesEmpty)
        case .playlistSaved(let name, let count):
            said(.playlistSaved, ["name": Markdown(escaping: name), "count": "\(count)"])
        case .playlists(let playlists): card(playlists)
        case .playlistShared(let name, let code):
            said(
                .playlistShared,
                ["name": Markdown(escaping: name), "code": Markdown(trusted: "`\(code.filter(\.isLetterOrDigit))`")])
        case .playlistImported(let name, let count):
            said(.playlistImported, ["name": Markdown(escaping: name), "count": "\(count)"])
        case .playlistDeleted(let name): said(.playlistDeleted, ["name": Markdown(escaping: name)])
        case .loading(_, let count): said(.waitingMany, ["count": "\(count)"])
        case .history(let page): list(page, "play-history", title: .historyTitle, empty: .historyEmpty)
        case .statistics(let statistics): card(statistics)
        case .lyrics(let lyrics): LyricsReply(texts: texts).card(lyrics)
        }
    }

    private func said(_ key: TextKey, _ values: [String: Markdown]) -> Card {
        Card(tone: .music, body: [texts(key, values)])
    }

    private func list(_ page: TrackPage, _ command: String, title: TextKey, empty: TextKey) -> Card {
        guard page.count > 0 else { return Card(tone: .note, title: texts(title), body: [texts(empty)]) }
        let first = (page.page - 1) * TrackPage.size + 1
        let lines = page.tracks.enumerated().map { offset, track -> Markdown in
            "\(first + offset)\\. \(TrackLine.markdown(track, titleLimit: 60))"
        }
        var card = Card(tone: .music, title: texts(title), body: lines)
        guard page.pages > 1 else { return card }
        card.footnote = texts(.queuePage, ["page": "\(page.page)", "pages": "\(page.pages)"])
        card.buttons = [(TextKey.back, page.page - 1), (TextKey.forward, page.page + 1)].map { label, number in
            Button(
                label: texts.plain(label),
                action: .custom(id: PageButton.customID(command, page: number), .secondary),
                isDisabled: !(1...page.pages).contains(number))
        }
        return card
    }

    private func card(_ playlists: [LibraryResult.Playlist]) -> Card {
        guard !playlists.isEmpty else {
            return Card(tone: .note, title: texts(.playlistsTitle), body: [texts(.playlistsEmpty)])
        }
        let lines = playlists.map { playlist -> Markdown in
            "**\(Markdown(escaping: playlist.name))** · \(texts(.trackOne, .trackMany, count: playlist.count))"
        }
        return Card(tone: .music, title: texts(.playlistsTitle), body: lines)
    }

    private func card(_ statistics: RoomStatistics) -> Card {
        guard statistics.tracks > 0 else {
            return Card(tone: .note, title: texts(.statisticsTitle), body: [texts(.historyEmpty)])
        }
        let time = Markdown(trusted: PlayingTime.text(milliseconds: statistics.milliseconds))
        let played = texts(.trackOne, .trackMany, count: statistics.tracks)
        let members = statistics.members.filter { $0.user != .nobody }.map { member -> Markdown in
            "\(Mention.user(member.user)) · \(texts(.trackOne, .trackMany, count: member.tracks))"
        }
        return Card(
            tone: .music, title: texts(.statisticsTitle),
            body: ["\(played) · \(time)"] + members, footnote: PlayerReply(texts: texts).waiting(statistics.waiting))
    }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
