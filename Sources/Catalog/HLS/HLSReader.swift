internal import Audio
internal import Crypto
internal import HTTPClient

/// Reads a stream in segments as one medium: playlists, keys and segments come through our own guarded client, so that the
/// decoder never opens an address.
final class HLSReader: ByteReader, @unchecked Sendable {
    // Sendable: `control` and the constants are shared; the rest is touched by the one reading thread alone.
    private static let maximumKeys = 64
    /// A broadcast whose playlist brings nothing new for so many reloads is over.
    private static let maximumIdleReloads = 12

    private let control: ReaderControl
    private let client: HTTPClient
    private let configuration: MediaFetchConfiguration
    private let renew: RangeResumingReader.Renewal?
    private var headers: HTTPHeaders
    private var base: HTTPURL
    private var cursor: HLSCursor
    private var keys: [String: [UInt8]] = [:]
    private var map: HLSPlaylist.Map?
    private var waiting: ArraySlice<UInt8> = []
    private var renewedAt: UInt64?
    private var failure: (any Error)?

    /// Seconds; nil for a broadcast.
    var duration: Double? { cursor.media.isEnded ? cursor.media.duration : nil }

    /// Fetches the playlist, and the best one for sound where it names several. Blocks the reading thread.
    convenience init(
        at location: MediaLocation, client: HTTPClient, configuration: MediaFetchConfiguration, control: ReaderControl,
        renew: RangeResumingReader.Renewal? = nil
    ) throws {
        let fetcher = SegmentFetcher(
            client: client, headers: location.headers, configuration: configuration, control: control)
        let url = try Self.validated(location.url)
        let fetched = try fetcher.fetch(url, limit: HLSParser.maximumBytes)
        try self.init(fetched, fetcher: fetcher, renew: renew)
    }

    init(_ fetched: SegmentFetcher.Fetched, fetcher: SegmentFetcher, renew: RangeResumingReader.Renewal? = nil) throws {
        control = fetcher.control
        client = fetcher.client
        headers = fetcher.headers
        configuration = fetcher.configuration
        self.renew = renew
        let (base, media) = try HLSSelection(fetcher: fetcher).media(fetched)
        self.base = base
        cursor = HLSCursor(media)
    }

    /// A medium whose pieces are known already.
    init(pieces: [String], at location: MediaLocation, client: HTTPClient, configuration: MediaFetchConfiguration)
        throws
    {
        control = ReaderControl()
        self.client = client
        self.configuration = configuration
        renew = nil
        headers = location.headers
        base = try Self.validated(location.url)
        var media = HLSPlaylist.Media()
        media.segments = pieces.enumerated().map {
            HLSPlaylist.Segment(address: $1, duration: 0, sequence: UInt64($0))
        }
        media.isEnded = true
        cursor = HLSCursor(media)
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        if let failure { throw failure }
        do {
            while waiting.isEmpty {
                guard !control.isCancelled else { throw CancellationError() }
                guard try fetchNext() else { return 0 }
            }
        } catch {
            failure = error
            throw error
        }
        let count = min(buffer.count, waiting.count)
        for index in 0..<count { buffer[index] = waiting[waiting.startIndex + index] }
        waiting = waiting.dropFirst(count)
        return count
    }

    func cancel() { control.cancel() }

    private var fetcher: SegmentFetcher {
        SegmentFetcher(client: client, headers: headers, configuration: configuration, control: control)
    }

    /// False at the end.
    private func fetchNext() throws -> Bool {
        guard let segment = cursor.take() else { return try reload() }
        do {
            var bytes: [UInt8] = []
            if segment.map != map {
                if let map = segment.map { bytes += try fetch(map.address, map.range) }
                map = segment.map
            }
            bytes += try content(of: segment)
            waiting = bytes[...]
        } catch MediaFetchError.status(let status) {
            cursor.putBack(segment)
            try recover(from: status, at: segment)
        }
        return true
    }

    private func content(of segment: HLSPlaylist.Segment) throws -> ArraySlice<UInt8> {
        var bytes = try fetch(segment.address, segment.range)
        if let key = segment.key {
            let initialisation = key.initialisation ?? Self.initialisation(of: segment.sequence)
            guard let plain = AES128CBC.open(bytes, key: try self.key(key.address), initialisation: initialisation)
            else {
                throw HLSError.wrongKey
            }
            bytes = plain
        }
        // Packed audio carries its time in a tag before each segment, which would stand between frames here.
        return bytes.starts(with: [0x49, 0x44, 0x33]) ? bytes[Self.tagLength(bytes)...] : bytes[...]
    }

    private func key(_ address: String) throws -> [UInt8] {
        let url = try resolved(address)
        if let key = keys[url.description] { return key }
        let key = try fetcher.fetch(url, limit: 4096).bytes
        guard key.count == 16 else { throw HLSError.wrongKey }
        if keys.count >= Self.maximumKeys { keys = [:] }
        keys[url.description] = key
        return key
    }

    private func fetch(_ address: String, _ range: HLSPlaylist.ByteRange?) throws -> [UInt8] {
        try fetcher.fetch(try resolved(address), range: range, limit: SegmentFetcher.maximumSegment).bytes
    }

    /// Every address in a playlist passes the policy for members' addresses, as the playlist's own did.
    private func resolved(_ address: String) throws -> HTTPURL { try Self.validated(address, relativeTo: base) }

    static func validated(_ address: String, relativeTo base: HTTPURL? = nil) throws -> HTTPURL {
        do {
            return try URLPolicy.untrusted.validate(address, relativeTo: base)
        } catch {
            throw MediaFetchError.fetch(.invalidURL(error))
        }
    }

    /// Waits as long as the playlist wants and fetches it again. False at the end.
    private func reload() throws -> Bool {
        guard !cursor.media.isEnded else { return false }
        guard cursor.idleReloads < Self.maximumIdleReloads else { return false }
        control.pause(.seconds(min(max(cursor.reloadPause, 0.2), 30)))
        let fetched = try fetcher.fetch(base, limit: HLSParser.maximumBytes)
        guard case .media(let media) = try HLSParser.parse(fetched.bytes) else { throw HLSError.noSegments }
        cursor.reload(media)
        return true
    }

    /// A segment's address has expired: the stream is looked up anew, and goes on with the same segment.
    private func recover(from status: Int, at segment: HLSPlaylist.Segment) throws {
        guard [401, 403, 404, 410].contains(status), renewedAt != segment.sequence else {
            throw MediaFetchError.status(status)
        }
        renewedAt = segment.sequence
        if let renew {
            let location = try renew(control)
            headers = location.headers
            base = try Self.validated(location.url)
        } else if cursor.media.isEnded {
            throw MediaFetchError.status(status)
        }
        let (base, media) = try HLSSelection(fetcher: fetcher).media(
            try fetcher.fetch(base, limit: HLSParser.maximumBytes))
        self.base = base
        cursor.reload(media)
    }

    /// RFC 8216 §5.2.
    private static func initialisation(of sequence: UInt64) -> [UInt8] {
        [UInt8](repeating: 0, count: 8) + (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (8 * (7 - UInt64($0)))) }
    }

    /// ID3v2's own length, in seven bits a byte.
    private static func tagLength(_ bytes: [UInt8]) -> Int {
        guard bytes.count >= 10 else { return bytes.count }
        let size = bytes[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
        return min(bytes.count, size + 10)
    }
}
