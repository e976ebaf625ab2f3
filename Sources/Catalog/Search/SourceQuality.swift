internal import Jobs

/// What a search's result tells of its sound: who put it there, and how its service gives it.
enum SourceQuality {
    /// Words of uploads that show a song's text, by others than the artist for the most part.
    private static let lyrics: Set<String> = ["lyrics", "lyric", "letra", "paroles", "songtext", "歌詞", "가사", "текст"]

    /// Between -0.15 and 0.13; 0 where nothing is known. `wanted` are the words that were searched for.
    static func score(_ track: CatalogTrack, _ wanted: [String]) -> Double {
        let isOfficial = isOfficial(track)
        // Thirty seconds that have to be played from elsewhere.
        let preview = track.isPreview == true ? -0.1 : 0
        let upload = !isOfficial && showsLyrics(track, wanted) ? -0.05 : 0
        return (isOfficial ? 0.1 : 0) + preview + upload + stream(of: track.service)
    }

    /// The artist's channel, or the one that YouTube itself fills with what labels deliver.
    private static func isOfficial(_ track: CatalogTrack) -> Bool {
        if track.isVerified == true { return true }
        guard track.service == .youtube, let channel = track.artist else { return false }
        return channel.hasSuffix(" - Topic") || channel.hasSuffix("VEVO")
    }

    private static func showsLyrics(_ track: CatalogTrack, _ wanted: [String]) -> Bool {
        let said = lyrics.intersection(TitleWords(track.title).texts)
        return !said.isEmpty && said.isDisjoint(with: wanted)
    }

    /// YouTube's Opus is passed on untouched and SoundCloud's AAC encoded anew; of the others' tracks a recording elsewhere is played,
    /// or their service says nothing of the sound.
    private static func stream(of service: CatalogTrack.Service) -> Double {
        switch service {
        case .youtube: 0.03
        case .soundcloud: 0.02
        case .spotify, .appleMusic, .site, .web, .radio: 0
        }
    }
}
