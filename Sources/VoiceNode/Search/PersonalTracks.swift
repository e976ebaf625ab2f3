internal import Catalog
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// What a member may mean first of all: favourites, saved playlists, what they had played here, and what they keep at linked services.
struct PersonalTracks: Sendable {
    let store: any LibraryStore
    let logger: Logger
    /// What the member requested in a guild, the latest first.
    let history: @Sendable (GuildID, UserID) async -> [QueueEntryRecord]

    /// Those that have all the words, the last one perhaps only begun. Without words: what was played last, then
    /// favourites. What is liked at linked services comes last.
    func tracks(for query: SuggestionQuery, and own: OwnMusic, limit: Int) async -> [CatalogTrack] {
        async let played = history(query.guild, query.member)
        let kept = await kept(of: query.member)
        let heard = await played.compactMap { CatalogTrack(media: $0.media, title: $0.title, artist: $0.artist) }
        let wanted = TitleWords(query.words).texts
        let candidates = (wanted.isEmpty ? heard + kept : kept + heard) + own.tracks
        var found: [CatalogTrack] = []
        for track in candidates where found.count < limit {
            let isNew = !found.contains { $0.reference == track.reference }
            guard isNew, Self.fits(track.title + " " + (track.artist ?? ""), wanted) else { continue }
            found.append(track)
        }
        return found
    }

    /// Lists of linked services whose names have the words; none before the first letter.
    func lists(for query: SuggestionQuery, of own: OwnMusic, limit: Int) -> ArraySlice<LinkedPlaylist> {
        let wanted = TitleWords(query.words).texts
        guard !wanted.isEmpty else { return [] }
        return own.lists.filter { Self.fits($0.name, wanted) }.prefix(limit)
    }

    private func kept(of member: UserID) async -> [CatalogTrack] {
        let library = MemberLibrary(store: store, owner: member)
        do {
            let kept = try await library.favourites() + library.playlists().flatMap(\.tracks)
            return kept.compactMap(\.catalogTrack)
        } catch {
            // Proposals come from elsewhere too; the commands for favourites say that the store is silent.
            logger.info("a member's library can't be searched", metadata: ["error": "\(error)"])
            return []
        }
    }

    private static func fits(_ text: String, _ wanted: [String]) -> Bool {
        guard let begun = wanted.last else { return true }
        let words = TitleWords(text).texts
        return wanted.dropLast().allSatisfy { words.contains($0) } && words.contains { $0.hasPrefix(begun) }
    }
}

extension CatalogTrack {
    /// Of what a queue or a library holds; nil for an upload, whose address expires, and for words that were never found.
    init?(media json: String, title: String, artist: String?, milliseconds: Int64? = nil) {
        guard let media = try? RequestedMedia(json: json) else { return nil }
        switch media {
        // Complete in itself; what an entry says may be of the recording that was played in its place.
        case .track(let track):
            self = track
            return
        case .url(let url): self.init(service: .web, id: url, title: title, link: url)
        case .attachment, .words: return nil
        }
        self.title = title
        self.artist = artist ?? self.artist
        durationMilliseconds = milliseconds ?? durationMilliseconds
    }
}

extension KeptTrack {
    var catalogTrack: CatalogTrack? {
        CatalogTrack(media: media, title: title, artist: artist, milliseconds: durationMilliseconds)
    }
}
