internal import HTTPClient
package import Jobs

/// The place in a track at which a link says to begin: `t` and `start` of YouTube, Twitch and their like, and `#t=` of anybody
/// (W3C Media Fragments §4.2.1).
enum StartTime {
    /// No link means a place behind it.
    private static let limit: Double = 100 * 3600

    /// Milliseconds; nil where the address names no place.
    static func milliseconds(in address: String) -> Int64? {
        let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let found = value(of: ["t"], in: parts[1]) { return found }
        guard KnownSites.have(address) else { return nil }
        let query = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        return query.flatMap { value(of: ["t", "start", "time_continue"], in: $0) }
    }

    private static func value(of names: [String], in items: Substring) -> Int64? {
        for item in items.split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, names.contains(String(pair[0])), let seconds = seconds(pair[1]) else { continue }
            return seconds > 0 ? Int64(seconds * 1000) : nil
        }
        return nil
    }

    /// `90`, `90.5`, `90s`, `1m30s`, `1h2m3s`, `1:30`, `1:02:03`, and the same before a comma.
    private static func seconds(_ text: Substring) -> Double? {
        var rest = text.prefix { $0 != "," }
        if rest.hasPrefix("npt:") { rest = rest.dropFirst(4) }
        let found = rest.contains(":") ? clock(rest) : units(rest)
        return found.flatMap { $0 < limit ? $0 : nil }
    }

    private static func clock(_ text: Substring) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(number)
        guard (2...3).contains(parts.count), !parts.contains(nil) else { return nil }
        return parts.reduce(0) { $0 * 60 + ($1 ?? 0) }
    }

    private static func units(_ text: Substring) -> Double? {
        var (sum, rest) = (0.0, text)
        for (unit, seconds) in [("h", 3600.0), ("m", 60), ("s", 1)] {
            guard let end = rest.firstIndex(of: Character(unit)) else { continue }
            guard let count = number(rest[..<end]) else { return nil }
            sum += count * seconds
            rest = rest[rest.index(after: end)...]
        }
        guard !rest.isEmpty else { return sum }
        guard rest.startIndex == text.startIndex else { return nil }
        return number(rest)
    }

    private static func number(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return nil
        }
        return Double(text)
    }
}

extension RequestedMedia {
    /// Where it is to begin, as its link says; 0 where none says so.
    package var startMilliseconds: Int64 {
        switch self {
        case .url(let address): StartTime.milliseconds(in: address) ?? 0
        case .track(let track): track.startMilliseconds ?? 0
        case .attachment, .words: 0
        }
    }

    /// The same, to be opened at this place the next time, too: the one its link says, or 0 where that lies behind its end.
    package func beginning(at milliseconds: Int64) -> RequestedMedia {
        switch self {
        case .track(var track):
            track.startMilliseconds = milliseconds > 0 ? milliseconds : nil
            return .track(track)
        case .url(let address) where milliseconds == 0 && startMilliseconds > 0:
            return .url(String(address.prefix { $0 != "#" }))
        case .url, .attachment, .words: return self
        }
    }
}
