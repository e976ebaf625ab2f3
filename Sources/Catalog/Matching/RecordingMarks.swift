/// What tells one recording of a song from another: live, cover, sped up and so on.
enum RecordingMark: String, CaseIterable {
    case live, cover, spedUp, slowed, karaoke, instrumental, acoustic, remix, demo, processed, loop, lesson, talk,
        collection

    /// Each a run of words that a title says it with.
    var phrases: [[String]] {
        let phrases: [String] =
            switch self {
            case .live: ["live", "unplugged", "concert", "session", "sessions"]
            case .cover:
                [
                    "cover", "covered by", "tribute", "originally performed by", "in the style of", "rendition",
                    "lullaby",
                ]
            case .spedUp: ["sped up", "speed up", "spedup", "nightcore"]
            case .slowed: ["slowed", "daycore", "slowed reverb"]
            case .karaoke: ["karaoke", "sing along", "minus one"]
            case .instrumental: ["instrumental", "backing track"]
            case .acoustic: ["acoustic", "akustik", "piano", "guitar", "violin", "orchestral", "string quartet"]
            case .remix: ["remix", "bootleg", "mashup", "mash up", "rework", "mix", "vip", "flip"]
            case .demo: ["demo", "rough mix", "early take", "outtake", "home recording"]
            case .processed: ["8d", "bass boosted", "432hz", "3d audio", "8 bit", "8bit", "music box"]
            case .loop: ["1 hour", "10 hours", "hour loop", "loop", "extended loop"]
            case .lesson: ["tutorial", "lesson", "how to play", "tab"]
            case .talk:
                [
                    "reaction", "reacts", "first time hearing", "was made", "review", "interview", "breakdown",
                    "trailer", "teaser",
                ]
            case .collection:
                ["full album", "full ep", "compilation", "megamix", "playlist", "best of", "greatest hits"]
            }
        return phrases.map { $0.split(separator: " ").map(String.init) }
    }

    /// How often each mark is said; where a title itself is `Live and Let Go` it counts once, live or not.
    static func count(in title: TitleWords) -> [RecordingMark: Int] {
        var counts: [RecordingMark: Int] = [:]
        for mark in allCases {
            var rest = title
            for phrase in mark.phrases.sorted(by: { $0.count > $1.count }) {
                while rest.remove(phrase) { counts[mark, default: 0] += 1 }
            }
        }
        return counts
    }
}
