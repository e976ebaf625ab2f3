import Addresses
import DiscordTypes
import Foundation
import HTTPClient
import Jobs
import Logging
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct HLSReaderTests {
    private static let member = UserID(1)
    private static let pieces: [[UInt8]] = (0..<4).map { piece in
        (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ piece &* 31 &+ 1) }
    }
    private static let whole = pieces.flatMap(\.self)

    private func catalog(allowing: String = "127.0.0.1/32") throws -> Catalog {
        let client = try HTTPClient(
            configuration: .untrusted(userAgent: "TestAgent/1.0", allowing: CIDR.list(allowing) ?? []))
        return Catalog(client: client, sites: nil, media: .forTests, now: { 0 }, logger: Logger(label: "test"))
    }

    private static func playlist(_ lines: String..., ended: Bool = true) -> WebSite.Answer {
        let text = (["#EXTM3U", "#EXT-X-TARGETDURATION:1"] + lines + (ended ? ["#EXT-X-ENDLIST"] : [])).joined(
            separator: "\n")
        return .page(text + "\n", type: "application/vnd.apple.mpegurl")
    }

    private static func segments(_ range: Range<Int>) -> String {
        range.map { "#EXTINF:1.0,\n/s\($0)" }.joined(separator: "\n")
    }

    private static func piece(_ path: String) -> WebSite.Answer {
        guard let number = Int(path.dropFirst(2)), pieces.indices.contains(number) else { return .missing }
        return .init(type: "audio/aac", body: pieces[number])
    }

    @Test func `the best playlist for sound is chosen and its segments are read in order`() async throws {
        let site = try WebSite { _, request in
            switch request.path {
            case "/main.m3u8":
                .page(
                    """
                    #EXTM3U
                    #EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,CODECS="avc1.4d,mp4a.40.2"
                    /video.m3u8
                    #EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS="mp4a.40.5"
                    /low.m3u8
                    #EXT-X-STREAM-INF:BANDWIDTH=160000,CODECS="mp4a.40.2"
                    /high.m3u8
                    """, type: "application/x-mpegURL")
            case "/high.m3u8": Self.playlist(Self.segments(0..<4))
            default: Self.piece(request.path)
            }
        }
        let reader = try catalog().reader(of: .url(site.url("/main.m3u8")), for: Self.member)
        #expect(try await reader.readAll().get() == Self.whole)
        #expect(reader.opened?.track?.durationMilliseconds == 4000)
        #expect(site.seen.map(\.path) == ["/main.m3u8", "/high.m3u8", "/s0", "/s1", "/s2", "/s3"])
    }

    @Test func `a broadcast is joined near its end, followed as it grows, and ends when it says so`() async throws {
        let site = try WebSite { _, request in
            guard request.path == "/live.m3u8" else { return Self.piece(request.path) }
            return request.number == 0
                ? Self.playlist("#EXT-X-MEDIA-SEQUENCE:0", Self.segments(0..<3), ended: false)
                : Self.playlist("#EXT-X-MEDIA-SEQUENCE:2", Self.segments(2..<4))
        }
        let reader = try catalog().reader(of: .url(site.url("/live.m3u8")), for: Self.member)
        #expect(try await reader.readAll().get() == Self.whole)
        #expect(reader.opened?.track?.isLive == true)
    }

    @Test func `ranges, a map and an ID3 tag before each segment are understood`() async throws {
        let map: [UInt8] = [9, 9, 9]
        let tag: [UInt8] = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 2, 7, 7]
        let site = try WebSite { _, request in
            switch request.path {
            case "/a.m3u8":
                Self.playlist(
                    "#EXT-X-MAP:URI=\"/map\"", "#EXT-X-BYTERANGE:2000@100", "#EXTINF:1,", "/all", "#EXT-X-BYTERANGE:50",
                    "#EXTINF:1,", "/all", "#EXTINF:1,", "/tagged")
            case "/map": .init(type: "audio/mp4", body: map)
            case "/tagged": .init(type: "audio/aac", body: tag + Self.pieces[0])
            // Knows no ranges.
            default: .init(type: "audio/aac", body: Self.whole)
            }
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u8")), for: Self.member)
        #expect(try await reader.readAll().get() == map + Self.whole[100..<2150] + Self.pieces[0])
    }

    @Test func `a segment encrypted by AES-128 is opened, and a wrong key is an error`() async throws {
        // openssl enc -aes-128-cbc -K 000102030405060708090a0b0c0d0e0f -iv 00..05, of "sixteen bytes ok and more"
        let key = (0..<16).map { UInt8($0) }
        let sealed = try #require(Self.openssl("sixteen bytes ok and more", key: key, sequence: 5))
        let site = try WebSite { _, request in
            switch request.path {
            case "/good.m3u8":
                Self.playlist(
                    "#EXT-X-MEDIA-SEQUENCE:5", "#EXT-X-KEY:METHOD=AES-128,URI=\"/key\"", "#EXTINF:1,", "/sealed")
            case "/bad.m3u8":
                Self.playlist(
                    "#EXT-X-MEDIA-SEQUENCE:6", "#EXT-X-KEY:METHOD=AES-128,URI=\"/short\"", "#EXTINF:1,", "/sealed")
            case "/drm.m3u8": Self.playlist("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://a\"", "#EXTINF:1,", "/sealed")
            case "/key": .init(type: "application/octet-stream", body: key)
            case "/short": .init(type: "application/octet-stream", body: [1, 2, 3])
            default: .init(type: "audio/aac", body: sealed)
            }
        }
        let good = try catalog().reader(of: .url(site.url("/good.m3u8")), for: Self.member)
        #expect(String(decoding: try await good.readAll().get(), as: UTF8.self) == "sixteen bytes ok and more")
        let bad = try catalog().reader(of: .url(site.url("/bad.m3u8")), for: Self.member)
        await #expect(throws: HLSError.wrongKey) { try await bad.readAll().get() }
        let protected = try catalog().reader(of: .url(site.url("/drm.m3u8")), for: Self.member)
        await #expect(throws: HLSError.encryption("SAMPLE-AES")) { try await protected.readAll().get() }
    }

    private static func openssl(_ text: String, key: [UInt8], sequence: Int) -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        let hex = key.map { String(format: "%02x", $0) }.joined()
        process.arguments = ["enc", "-aes-128-cbc", "-K", hex, "-iv", String(format: "%032x", sequence)]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        guard (try? process.run()) != nil else { return nil }
        input.fileHandleForWriting.write(Data(text.utf8))
        try? input.fileHandleForWriting.close()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return bytes
    }

    @Test(arguments: [
        "#EXTINF:1,\nhttp://10.0.0.1/s", "#EXTINF:1,\nhttp://169.254.170.2/v2/credentials",
        "#EXTINF:1,\nfile:///etc/passwd",
        "#EXTINF:1,\ndata:audio/aac;base64,AAAA", "#EXTINF:1,\ngopher://127.0.0.1/a",
        "#EXTINF:1,\nhttp://u:p@127.0.0.1/s",
        "#EXTINF:1,\nconcat:/etc/passwd", "#EXTINF:1,\n/away",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"http://[::1]:1/key\"\n#EXTINF:1,\n/s0",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"/away\"\n#EXTINF:1,\n/s0",
        "#EXT-X-MAP:URI=\"http://100.64.0.1/map\"\n#EXTINF:1,\n/s0",
        "#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"mp4a\"\nhttp://192.168.1.1/a.m3u8",
    ])
    func `R35 no segment, key, map or playlist leads to a private address or another scheme`(lines: String) async throws
    {
        let site = try WebSite { _, request in
            switch request.path {
            case "/a.m3u8": Self.playlist(lines)
            case "/away": .redirect(to: "http://10.1.1.1/secret")
            default: Self.piece(request.path)
            }
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u8")), for: Self.member)
        let error = await #expect(throws: MediaFetchError.self) { try await reader.readAll().get() }
        switch try #require(error) {
        case .fetch(.addressForbidden), .fetch(.invalidURL), .fetch(.redirectRefused): break
        case let other: Issue.record("\(other)")
        }
    }

    @Test func `R35 the same address is refused although its playlist's was not`() async throws {
        // Only one loopback address is let through, as a name that resolves anew would lead to another.
        let site = try WebSite { site, request in
            request.path == "/a.m3u8"
                ? Self.playlist("#EXTINF:1,", site.url("/s0").replacingOccurrences(of: "127.0.0.1", with: "127.0.0.2"))
                : Self.piece(request.path)
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u8")), for: Self.member)
        let error = await #expect(throws: MediaFetchError.self) { try await reader.readAll().get() }
        guard case .fetch(.addressForbidden)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "#EXTINF:nan,\n/a", "#EXTINF:-1,\n/a", "#EXT-X-BYTERANGE:x\n#EXTINF:1,\n/a",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"a\",IV=0xzz",
        "#EXT-X-MEDIA-SEQUENCE:99999999999999999999", "#EXTINF:1000000000,\n/a",
        // Each number is allowed, but not what they add up to.
        "#EXT-X-BYTERANGE:4611686018427387903@4611686018427387903\n#EXTINF:1,\n/a",
        "#EXT-X-BYTERANGE:4611686018427387902@0\n#EXTINF:1,\n/a\n#EXT-X-BYTERANGE:8\n#EXTINF:1,\n/a",
    ])
    func `R39 a malformed playlist is an error`(lines: String) {
        #expect(throws: HLSError.self) { try HLSParser.parse(Array("#EXTM3U\n\(lines)\n".utf8)) }
    }

    @Test func `R38 a playlist has a bound of segments and bytes`() {
        let many = String(repeating: "#EXTINF:1,\na\n", count: HLSParser.maximumSegments + 1)
        #expect(throws: HLSError.tooLarge) { try HLSParser.parse(Array("#EXTM3U\n\(many)".utf8)) }
        let large = [UInt8](repeating: 0x23, count: HLSParser.maximumBytes + 1)
        #expect(throws: HLSError.tooLarge) { try HLSParser.parse(large) }
    }
}
