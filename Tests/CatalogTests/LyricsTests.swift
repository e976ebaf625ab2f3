import Foundation
import HTTPClient
import LoopbackServer
import Synchronization
import Testing

@testable import Catalog

/// Against a loopback server that answers as LRCLIB's documentation says.
struct LyricsTests {
    @Test func `times are read, several before a line too, and moved by the offset`() {
        let lyrics = TimedLyrics(
            lrc:
                "[ar:Someone]\r\n[offset:+500]\n[00:12.50] First\n[01:02.345][00:20] Twice\n[bad] no time\n[00:61] no\n[00:30,5]\n"
        )
        #expect(
            lyrics.lines == [
                .init(milliseconds: 12_000, text: "First"), .init(milliseconds: 19_500, text: "Twice"),
                .init(milliseconds: 30_000, text: ""), .init(milliseconds: 61_845, text: "Twice"),
            ])
        #expect(TimedLyrics(lrc: "plain words").lines.isEmpty)
        #expect(TimedLyrics(lrc: String(repeating: "[00:01]x\n", count: 9_000)).lines.count == 2_000)
    }

    /// What the server was asked, and its answers by path.
    private static func service(
        _ answers: [String: (status: String, body: String)]
    ) throws -> (LRCLIB, asked: @Sendable () -> [String]) {
        let asked = Mutex<[String]>([])
        let box = Box(asked)
        let server = try LoopbackServer { connection in
            guard let head = connection.readHead() else { return }
            let target = String(head.split(separator: " ").dropFirst().first ?? "")
            box.asked.withLock { $0.append(target) }
            let path = String(target.prefix { $0 != "?" })
            let answer = answers[path] ?? ("404 Not Found", #"{"code":404,"name":"TrackNotFound","message":"…"}"#)
            let length = answer.body.utf8.count
            connection.write(
                "HTTP/1.1 \(answer.status)\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n"
                    + "Connection: close\r\n\r\n\(answer.body)")
        }
        let client = try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "TimmyBot/test"))
        return (
            LRCLIB(client: client, baseURL: "http://127.0.0.1:\(server.port)/"), { box.asked.withLock { $0 } }
        )
    }

    private final class Box: Sendable {
        let asked: Mutex<[String]>
        init(_ asked: consuming Mutex<[String]>) { self.asked = asked }
    }

    private static func record(_ title: String, seconds: Double, synced: String?, plain: String? = "words") -> String {
        let synced = synced.map { "\"\($0)\"" } ?? "null"
        let plain = plain.map { "\"\($0)\"" } ?? "null"
        return #"{"id":1,"trackName":"\#(title)","artistName":"Ärzte","albumName":"A","duration":\#(seconds),"#
            + #""instrumental":false,"plainLyrics":\#(plain),"syncedLyrics":\#(synced)}"#
    }

    @Test func `a song is asked for by its signature`() async throws {
        let body = Self.record("Für Elise & mehr", seconds: 180, synced: "[00:01.00] la")
        let (service, asked) = try Self.service(["/api/get": ("200 OK", body)])
        let song = try #require(
            try await service.song(title: "Für Elise & mehr", artist: "Ärzte", seconds: 180.4))
        #expect(song.syncedLyrics == "[00:01.00] la")
        #expect(
            asked() == ["/api/get?artist_name=%C3%84rzte&duration=180&track_name=F%C3%BCr%20Elise%20%26%20mehr"])
    }

    @Test func `where the signature is not known, the best of the search counts`() async throws {
        let found = [
            Self.record("long", seconds: 400, synced: "[00:01.00] no"), Self.record("plain", seconds: 180, synced: nil),
            Self.record("right", seconds: 181, synced: "[00:01.00] yes"),
            Self.record("empty", seconds: 180, synced: nil, plain: nil),
        ]
        let (service, asked) = try Self.service(["/api/search": ("200 OK", "[\(found.joined(separator: ","))]")])
        #expect(try await service.song(title: "t", artist: "a", seconds: 180)?.trackName == "right")
        #expect(asked().count == 2)
        #expect(try await service.song(title: "t", artist: nil, seconds: nil) != nil)
        #expect(asked().last == "/api/search?q=t")
    }

    @Test func `what is not there, refused and broken is told apart`() async throws {
        let (nothing, _) = try Self.service(["/api/search": ("200 OK", "[]")])
        #expect(try await nothing.song(title: "t", artist: "a", seconds: 1) == nil)
        let (refusing, _) = try Self.service(["/api/search": ("503 Unavailable", "")])
        await #expect(throws: LRCLIB.Failure.refused(status: 503)) {
            try await refusing.song(title: "t", artist: nil, seconds: nil)
        }
        let (broken, _) = try Self.service(["/api/search": ("200 OK", "{")])
        await #expect(throws: LRCLIB.Failure.malformed) {
            try await broken.song(title: "t", artist: nil, seconds: nil)
        }
    }
}
