internal import FoundationEssentials

/// One question to a worker.
struct SiteQuestion: Encodable, Sendable {
    enum Errand: String, Encodable, Sendable {
        case open, search
    }

    var id = 0
    var errand: Errand
    var url: String?
    var words: String?
    /// Results of a search.
    var count: Int?
    /// Entries of a list, and lists in lists.
    var limit = 1
    var depth = 0
    /// The format wanted again, by its id.
    var format: String?
    /// A member's cookies in Netscape's format, for this question only.
    var cookies: String?

    private enum CodingKeys: String, CodingKey {
        case id, url, words, count, limit, depth, format, cookies
        case errand = "do"
    }

    static func open(_ url: String) -> SiteQuestion { SiteQuestion(errand: .open, url: url) }

    static func search(_ words: String, count: Int) -> SiteQuestion {
        SiteQuestion(errand: .search, words: words, count: count)
    }
}

/// One line of a worker's answer.
struct SiteLine: Decodable, Sendable {
    /// The version of yt-dlp, in the first line of all.
    var ready: String?
    var id: Int?
    /// The last line of an answer.
    var done: Bool?
    var error: String?
    /// The site said that the question's cookies are no longer good.
    var stale: Bool?
    /// The site's own words about the error: for the log only.
    var words: String?
    var tracks: [SiteTrack]?
    var page: [SiteTrack]?
    var playlist: SiteList?

    init?(_ bytes: [UInt8]) {
        guard let line = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = line
    }
}

struct SiteList: Decodable, Sendable, Equatable {
    var title: String?
    var link: String?
    var count: Int?
}

struct SiteTrack: Decodable, Sendable, Equatable {
    /// yt-dlp's name of the extractor.
    var site: String
    var id: String
    var title: String?
    var artist: String?
    var album: String?
    var isrc: String?
    var link: String?
    var milliseconds: Int64?
    var live: Bool
    var verified: Bool
    /// Whether the site says that it shows the track to everybody. Nil for what a search or a list named.
    var listed: Bool?
    var artwork: String?
    var audio: SiteAudio?
}

/// Where a track's sound is, for as long as the site lets the address work.
struct SiteAudio: Decodable, Sendable, Equatable {
    var url: String?
    var `protocol`: String
    var format: String
    var `extension`: String
    var codec: String
    var headers: [String: String]
    var cookies: String?
    /// The medium in pieces, in order, where the site has it so.
    var fragments: [String]
}
