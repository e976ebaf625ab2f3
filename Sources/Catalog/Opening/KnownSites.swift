internal import HTTPClient

/// Hosts whose addresses are always pages, so that nobody has to ask them first.
enum KnownSites {
    private static let hosts: Set<String> = [
        "youtube.com", "youtu.be", "soundcloud.com", "bandcamp.com", "twitch.tv", "vimeo.com", "mixcloud.com",
        "dailymotion.com", "nicovideo.jp", "bilibili.com",
    ]

    /// Where YouTube's cookies may be sent.
    static func isYouTube(_ url: String) -> Bool {
        guard let host = (try? URLPolicy.untrusted.validate(url))?.host.lowercased() else { return false }
        return host == "youtu.be" || host == "youtube.com" || host.hasSuffix(".youtube.com")
    }

    static func have(_ url: String) -> Bool {
        guard let host = (try? URLPolicy.untrusted.validate(url))?.host.lowercased() else { return false }
        var name = Substring(host)
        while true {
            if hosts.contains(String(name)) { return true }
            guard let dot = name.firstIndex(of: ".") else { return false }
            name = name[name.index(after: dot)...]
        }
    }
}
