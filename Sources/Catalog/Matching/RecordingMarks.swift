/// What tells one recording of a song from another: live, cover, sped up and so on.
enum RecordingMark: String, CaseIterable {
    case live, cover, spedUp, slowed, karaoke, instrumental, voice, acoustic, remix, extended, version, demo, processed,
        part, loop, lesson, talk, collection

    /// Each a run of words that a title says it with.
    private var phrases: [String] {
        switch self {
        case .live:
            [
                "live", "unplugged", "concert", "concierto", "konzert", "концерт", "концерте", "session", "sessions",
                "en vivo", "ao vivo", "en directo", "dal vivo", "soundcheck", "rehearsal", "performance", "performing",
                "performs", "festival", "tour", "encore",
                "radio", "show", "awards", "at",
            ]
        case .cover:
            [
                "cover", "covers", "covered by", "tribute", "performed by", "popular by", "in the style of",
                "rendition", "lullaby", "sings", "singing", "freestyle", "кавер", "歌ってみた", "弾いてみた", "커버",
            ]
        case .spedUp: ["sped up", "speed up", "spedup", "sped", "nightcore", "faster", "pitched", "tiktok"]
        case .slowed: ["slowed", "daycore", "slower", "screwed"]
        case .karaoke:

            [
                "karaoke", "sing along", "minus one", "playback", "караоке", "カラオケ", "노래방", "mr", "off vocal",
                "no vocals", "without vocals", "music only",
            ]
        case .instrumental:
            ["instrumental", "inst", "backing track", "drumless", "type beat", "インスト", "vocals removed"]
        case .voice: ["acapella", "acappella", "cappella", "vocals only", "vocal only", "isolated", "stems"]
        case .acoustic:
            [
                "acoustic", "akustik", "acustico", "stripped", "piano", "klavier", "guitar", "violin", "cello",
                "ukulele",
                "saxophone", "orchestral", "orchestra", "string quartet", "strings", "fingerstyle", "marching band",
                "arrangement", "choir", "drum", "drums", "bass cover", "harp", "flute", "harmonica", "trumpet", "sax",
                "accordion", "kalimba",
                "handpan", "bagpipe",
            ]
        case .remix:
            [
                "remix", "bootleg", "mashup", "mash up", "rework", "reworked", "refix", "mix", "edit", "vip", "flip",
                "dub",
                "vs", "hardstyle", "transition", "phonk", "techno", "drill", "salsa", "bachata", "reggae", "bossa nova",
                "swing",
                "jazz", "metal", "punk", "ringtone", "status",
            ]
        case .extended: ["extended"]
        case .version:
            [
                "version", "ver", "versione", "versao", "revisited", "redux", "reimagined", "alternative",
            ]
        case .demo:
            [
                "demo", "rough mix", "early take", "take", "alternate", "outtake", "home recording", "work tape",
                "rerecorded",
                "re recorded", "unreleased",
            ]
        case .processed:
            [
                "8d", "9d", "16d", "3d", "bass boosted", "bass boost", "432hz", "432 hz", "440hz", "528hz", "3d audio",
                "8 bit",
                "8bit", "music box", "lofi", "lo fi", "reverb", "muffled", "another room", "empty arena", "earrape",
            ]
        case .part:
            ["pt", "interlude", "reprise", "intro", "outro", "skit", "prelude"]
        case .loop: ["hour", "hours", "loop", "looped"]
        case .lesson: ["tutorial", "lesson", "how to play", "tab", "tabs", "dance practice", "choreography"]
        case .talk:
            [
                "reaction", "reacts", "first time hearing", "was made", "review", "interview", "breakdown", "explains",
                "explained", "trailer", "teaser", "behind the scenes", "behind the song", "making of", "short film",
                "shorts", "snippet", "preview", "best part",
            ]
        case .collection:
            [
                "full album", "full ep", "compilation", "megamix", "playlist", "best of", "greatest hits", "medley",
                "more hits",
            ]
        }
    }

    private static let all: [(mark: RecordingMark, phrase: [String])] = allCases.flatMap { mark in
        mark.phrases.map { (mark, TitleWords($0).texts) }
    }.sorted { $0.phrase.count > $1.phrase.count }

    /// What the words say, which are taken out.
    static func taken(from words: inout TitleWords) -> Set<RecordingMark> {
        var marks: Set<RecordingMark> = []
        for (mark, phrase) in all {
            while let range = position(of: phrase, in: words) {
                marks.insert(mark)
                words.words.removeSubrange(range)
            }
        }
        return marks
    }

    static func said(in words: TitleWords) -> Set<RecordingMark> {
        var rest = words
        return taken(from: &rest)
    }

    /// Languages without spaces say it in the middle of a word.
    private static func position(of phrase: [String], in words: TitleWords) -> Range<Int>? {
        if phrase.count == 1, let only = phrase.first, only.utf8.count > only.count {
            return words.words.firstIndex { $0.text.contains(only) }.map { $0..<$0 + 1 }
        }
        guard phrase.count <= words.words.count else { return nil }
        for start in 0...words.words.count - phrase.count
        where words.words[start..<start + phrase.count].map(\.text) == phrase { return start..<start + phrase.count }
        return nil
    }
}
