internal import DiscordTypes
internal import Jobs
internal import Synchronization

/// Where the sound of tracks opened lately is, so that opening one again costs no lookup. Addresses are kept until shortly before
/// their site lets them expire.
final class AudioLocations: Sendable {
    static let capacity = 2_000
    /// For addresses that don't tell when they expire.
    static let usualLife: Duration = .seconds(600)
    static let margin: Duration = .seconds(60)

    private struct Entry {
        var audio: SiteAudio
        var expiresAt: Int64
    }

    private let entries = Mutex<[String: Entry]>([:])
    /// Milliseconds since 1970-01-01 UTC.
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    subscript(_ track: CatalogTrack) -> SiteAudio? {
        let now = now()
        return entries.withLock { entries in
            entries[Self.key(track)].flatMap { $0.expiresAt > now ? $0.audio : nil }
        }
    }

    func keep(_ audio: SiteAudio, of track: CatalogTrack) {
        let entry = Entry(audio: audio, expiresAt: Self.expiry(of: audio, now: now()))
        let now = now()
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = entries.filter { $0.value.expiresAt > now } }
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[Self.key(track)] = entry
        }
    }

    func forget(_ track: CatalogTrack) {
        entries.withLock { _ = $0.removeValue(forKey: Self.key(track)) }
    }

    /// An account's addresses are that account's alone.
    private static func key(_ track: CatalogTrack) -> String {
        "\(track.service.rawValue) \(track.account?.description ?? "-") \(track.id)"
    }

    /// YouTube and others tell the second at which an address expires in its query.
    static func expiry(of audio: SiteAudio, now: Int64) -> Int64 {
        let query = audio.url?.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        for item in query.split(separator: "&") where item.hasPrefix("expire=") || item.hasPrefix("Expires=") {
            if let seconds = item.split(separator: "=").last.flatMap({ Int64($0) }),
                (0..<1 << 40).contains(seconds)
            {
                return (seconds - margin.components.seconds) * 1000
            }
        }
        return now + usualLife.components.seconds * 1000
    }
}
