import Crypto
import DiscordTypes
import Foundation
import Jobs
import Testing

/// The example files and the values they must decode to.
enum Fixtures {
    static let track = TrackSummary(
        entry: 7, title: "Leiter — „Töne“", artist: "Ärzte", link: "https://example.org/ladder",
        durationMilliseconds: 181_000, requester: UserID(80_351_110_224_678_912), requesterName: "Zoë 🎧")
    static let upload = TrackSummary(
        entry: 8, title: "a b.mp3", artist: nil, link: nil, durationMilliseconds: nil, requester: UserID(.max),
        requesterName: "")
    static let channel = ChannelID(41_771_983_423_143_939)
    static let playing = PlayerState(
        phase: .playing, channel: channel, current: track, positionMilliseconds: 61_020, waiting: 1,
        privacyCode: "123456789012345678901234567890")
    static func arriving(of count: Int?) -> PlayerState {
        var player = playing
        player.arriving = ArrivingEntries(added: 350, count: count)
        return player
    }
    static let previewFrom: CatalogTrack = {
        var track = CatalogTrack(service: .soundcloud, id: "soundcloud:tracks:1", title: "Leiter")
        (track.isPreview, track.isUnlisted, track.startMilliseconds) = (true, true, 90_000)
        return track
    }()
    static let catalogTrack: CatalogTrack = {
        var track = CatalogTrack(
            service: .spotify, id: "4uLU6hMCjMI75M1A2tKUQC", title: "Leiter",
            link: "https://open.example.org/track/4uLU6hMCjMI75M1A2tKUQC")
        track.artist = "Ärzte"
        track.album = "Töne"
        track.durationMilliseconds = 181_000
        track.isrc = "DEA620000001"
        track.artwork = "https://i.example.org/a.jpg"
        track.site = "Beispiel"
        track.isLive = false
        track.isVerified = true
        track.account = UserID(80_351_110_224_678_912)
        return track
    }()
    static let id = JobID(InteractionID(1_187_654_321_098_765_432))

    static func job(_ action: PlaybackAction) -> PlaybackJob {
        PlaybackJob(
            id: id, guild: GuildID(41_771_983_423_143_937),
            requester: Requester(user: UserID(80_351_110_224_678_912), name: "Zoë 🎧", locale: "de"),
            textChannel: ChannelID(41_771_983_423_143_938), action: action, createdAt: 1_790_000_000_123)
    }

    static func url(_ path: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures").appendingPathComponent(path)
    }

    static func bytes(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

    /// File names without their ending.
    static func names(in folder: String) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: url(folder).path)
        return Set(files.map { $0.replacingOccurrences(of: ".json", with: "") })
    }

    /// Decodes the file to the value, and the value's own encoding too.
    static func check<Value: Codable & Equatable>(_ path: String, is value: Value) throws {
        #expect(try JSONDecoder().decode(Value.self, from: bytes(path + ".json")) == value)
        #expect(try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value)
    }
}

struct FixtureTests {
    @Test func `no example was ever changed or removed`() throws {
        let list = String(decoding: try Fixtures.bytes("SHA256SUMS"), as: UTF8.self).split(separator: "\n")
        #expect(list.count >= 53)
        for line in list {
            let parts = line.split(separator: " ").map(String.init)
            #expect(Hex.encode(SHA256.hash([UInt8](try Fixtures.bytes(parts[1])))) == parts[0], "\(parts[1])")
        }
        let listed = Set(list.compactMap { $0.split(separator: " ").last.map(String.init) })
        for folder in ["jobs", "outcomes", "failures", "statuses"] {
            for name in try Fixtures.names(in: folder) {
                #expect(listed.contains("\(folder)/\(name).json"), "not in SHA256SUMS: \(name)")
            }
        }
    }

    @Test func `both statuses decode`() throws {
        #expect(try Fixtures.names(in: "statuses") == ["accepted", "done"])
        try Fixtures.check("statuses/accepted", is: JobStatus(accepted: Fixtures.id))
        try Fixtures.check("statuses/done", is: JobStatus(done: Fixtures.id, outcome: .left))
    }
}
