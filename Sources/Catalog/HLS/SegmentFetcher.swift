internal import Audio
internal import HTTPClient

/// Fetches playlists, keys and segments whole, each through the client's guard. Blocks the reading thread.
struct SegmentFetcher {
    static let maximumSegment = 32 << 20
    private static let tries = 4

    let client: HTTPClient
    let headers: HTTPHeaders
    let configuration: MediaFetchConfiguration
    let control: ReaderControl

    struct Fetched {
        var bytes: [UInt8]
        /// Where the redirects led.
        var url: HTTPURL
        var contentType: String?
    }

    /// Throws ``MediaFetchError``, or `CancellationError`. What passes by itself is tried again.
    func fetch(_ url: HTTPURL, range: HLSPlaylist.ByteRange? = nil, limit: Int) throws -> Fetched {
        var pause = configuration.firstBackoff
        var attempt = 1
        while true {
            guard !control.isCancelled else { throw CancellationError() }
            do {
                return try once(url, range, limit)
            } catch let error as HTTPClientError {
                if control.isCancelled { throw CancellationError() }
                guard error.isPassing, attempt < Self.tries else { throw MediaFetchError.fetch(error) }
            } catch MediaFetchError.status(let status) where MediaHead.isPassing(status) && attempt < Self.tries {
            }
            attempt += 1
            control.pause(pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, configuration.maximumBackoff)
        }
    }

    private func once(_ url: HTTPURL, _ range: HLSPlaylist.ByteRange?, _ limit: Int) throws -> Fetched {
        var request = HTTPRequest("GET", url.description, headers: headers)
        request.followRedirects = configuration.maximumRedirects
        request.connectTimeout = configuration.connectTimeout
        request.maximumBodySize = limit
        if let range {
            guard range.count > 0, range.count <= UInt64(limit) else {
                throw MediaFetchError.tooLarge(limit: UInt64(limit))
            }
            request.range = (range.first, range.first + range.count - 1)
        }
        let pending = try client.open(request)
        control.onCancel { pending.cancel() }
        let stream = try pending.waitForStream(atMost: configuration.responseTimeout)
        control.onCancel { stream.cancel() }
        guard stream.status == 200 || stream.status == 206 else { throw MediaFetchError.status(stream.status) }
        let bytes = try read(stream)
        let head = MediaHead(stream.head)
        guard let range, stream.status == 200 else {
            return Fetched(bytes: bytes, url: stream.head.url, contentType: head.contentType)
        }
        // The server knows no ranges and sent everything.
        guard UInt64(bytes.count) >= range.first + range.count else { throw MediaFetchError.notResumable }
        let wanted = Array(bytes[Int(range.first)..<Int(range.first + range.count)])
        return Fetched(bytes: wanted, url: stream.head.url, contentType: head.contentType)
    }

    private func read(_ stream: HTTPStream) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            var span = buffer.mutableSpan
            let count = try stream.read(into: &span, atMost: configuration.stallTimeout)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
