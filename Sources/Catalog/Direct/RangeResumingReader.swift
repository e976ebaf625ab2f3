internal import Audio
package import HTTPClient

/// Reads a medium from an http(s) URL on a plain worker thread, and goes on at the exact byte after a dropped
/// connection.
///
/// The client must be one for untrusted URLs: its policy and its address guard hold for every connection and every
/// redirect. Opening happens with the first call of `open` or `read`.
package final class RangeResumingReader: ByteReader, @unchecked Sendable {
    // Sendable: `control` and the constants are shared; the rest is touched by the one reading thread alone.
    private let client: HTTPClient
    private var location: MediaLocation
    private let renew: Renewal?
    private let configuration: MediaFetchConfiguration
    private let control = ReaderControl()

    private var medium: MediaHead?
    private var stream: HTTPStream?
    private var position: UInt64 = 0
    /// Responses begun so far. The bytes of one `read` are of one response.
    private(set) var responses = 0
    /// Bytes of the current stream that lie before the position.
    private var toSkip: UInt64 = 0
    private var failures = 0
    private var isEnded = false
    /// Nothing of the place that was sought has come yet.
    private var isSeeking = false
    /// The server promised parts and gave something else.
    private var hasNoParts = false
    private var failure: MediaFetchError?
    /// Where in the medium its address was renewed last; twice at one place would be in vain.
    private var renewedAt: UInt64?
    private var startedAt: ContinuousClock.Instant?

    /// Finds the medium again whose address has expired. Blocks the reading thread; ends early once the control given is cancelled.
    typealias Renewal = @Sendable (ReaderControl) throws -> MediaLocation

    package convenience init(
        url: String, client: HTTPClient, configuration: MediaFetchConfiguration = MediaFetchConfiguration()
    ) {
        self.init(at: MediaLocation(url: url), client: client, configuration: configuration)
    }

    /// With `renew`, an address that the server doesn't honour any more is replaced by the new one, and reading goes on at the
    /// same byte; the new one must lead to a medium of the same length.
    init(
        at location: MediaLocation, client: HTTPClient,
        configuration: MediaFetchConfiguration = MediaFetchConfiguration(), renew: Renewal? = nil
    ) {
        self.location = location
        self.renew = renew
        self.client = client
        self.configuration = configuration
    }

    deinit { control.cancel() }

    /// Connects, if that has not happened, and says what is there. Blocks; for the reading thread.
    /// Throws ``MediaFetchError``, or `CancellationError` after `cancel()`.
    @discardableResult
    package func open() throws -> MediaHead {
        if let failure { throw failure }
        while true {
            if let medium { return medium }
            try attempt { try openFirst() }
        }
    }

    /// Waits for at least one byte, puts what is there at the front of `buffer` and says how many bytes that is; 0 at
    /// the end. Blocks; one thread at a time. Throws like `open`; bytes that came before a failure are given out first.
    package func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard !control.isCancelled else { throw CancellationError() }
        try open()
        while !isEnded, !buffer.isEmpty {
            guard let stream else {
                try attempt { try reopen() }
                continue
            }
            if let count = try read(from: stream, into: &buffer) { return count }
        }
        if control.isCancelled { throw CancellationError() }
        return 0
    }

    package var seekableSize: UInt64? {
        guard let medium, !medium.isLive, medium.acceptsRanges, !hasNoParts, failure == nil else { return nil }
        return medium.length
    }

    /// Asks for the rest from `offset` with the next read. Where the server gives it not, that read throws ``PlaceUnreachable``.
    package func seek(to offset: UInt64) throws {
        guard offset != position || toSkip > 0 || isEnded else { return }
        stream?.cancel()
        stream = nil
        toSkip = 0
        isEnded = false
        position = offset
        isSeeking = offset > 0
    }

    /// Makes a blocked call, and all later ones, throw `CancellationError` at once. From any thread.
    package func cancel() { control.cancel() }

    // MARK: Connecting

    private func request() -> HTTPRequest {
        var request = HTTPRequest("GET", location.url, headers: location.headers)
        request.followRedirects = configuration.maximumRedirects
        request.connectTimeout = configuration.connectTimeout
        return request
    }

    private func openFirst() throws {
        let opened = try response(to: request())
        guard opened.status == 200 else {
            guard MediaHead.isPassing(opened.status), failures + 1 < firstTries else {
                throw MediaFetchError.status(opened.status)
            }
            return fail(opened.headers["retry-after"].flatMap { Int($0) })
        }
        let head = MediaHead(opened.head)
        if let length = head.length, length > configuration.maximumSize {
            throw MediaFetchError.tooLarge(limit: configuration.maximumSize)
        }
        medium = head
        stream = opened
        responses += 1
    }

    private func reopen() throws {
        guard let medium else { return }
        var request = request()
        if !medium.isLive, position > 0 {
            request.range = (position, nil)
            if let condition = medium.condition { request.headers.replace("If-Range", with: condition) }
        }
        let opened = try response(to: request)
        let resumption = try medium.resumption(opened.head, at: position, maximumSkip: configuration.maximumSkip)
        // Whoever looks for a place in many steps must not read the whole medium for each of them.
        if isSeeking, resumption.isFromElsewhere {
            opened.cancel()
            throw MediaFetchError.notResumable
        }
        switch resumption {
        case .atPosition, .live: (stream, toSkip, responses, isSeeking) = (opened, 0, responses + 1, false)
        case .afterSkipping(let count): (stream, toSkip, responses) = (opened, count, responses + 1)
        case .ended: isEnded = true
        case .later(let seconds):
            guard failures + 1 < configuration.maximumFailures else { throw MediaFetchError.status(opened.status) }
            fail(seconds)
        }
    }

    /// Waits for a response's head, no longer than configured.
    private func response(to request: HTTPRequest) throws -> HTTPStream {
        let pending = try client.open(request)
        control.onCancel { pending.cancel() }
        let opened = try pending.waitForStream(atMost: configuration.responseTimeout)
        control.onCancel { opened.cancel() }
        return opened
    }

    // MARK: Reading

    /// Nil when the stream broke or its bytes were only skipped: ask again.
    private func read(from stream: HTTPStream, into buffer: inout MutableSpan<UInt8>) throws -> Int? {
        try checkDuration()
        do {
            let count = try stream.read(into: &buffer, atMost: configuration.stallTimeout)
            // A station's stream has no end of its own: the connection was closed.
            guard count > 0 || medium?.isLive != true else { throw HTTPClientError.connectionLost }
            guard count > 0 else {
                isEnded = true
                return nil
            }
            failures = 0
            return try accept(count, &buffer)
        } catch let error as HTTPClientError {
            stream.cancel()
            self.stream = nil
            if control.isCancelled { throw CancellationError() }
            // What broke was a running stream; only connecting anew can show whether that helps.
            guard error.isPassing, failures + 1 < configuration.maximumFailures else {
                throw give(up: .fetch(error))
            }
            fail()
            return nil
        }
    }

    private func accept(_ count: Int, _ buffer: inout MutableSpan<UInt8>) throws -> Int? {
        let skipped = Int(min(UInt64(count), toSkip))
        toSkip -= UInt64(skipped)
        let kept = count - skipped
        guard kept > 0 else { return nil }
        if skipped > 0 {
            for index in 0..<kept { buffer[index] = buffer[skipped + index] }
        }
        position += UInt64(kept)
        guard position <= configuration.maximumSize || medium?.isLive == true else {
            throw give(up: .tooLarge(limit: configuration.maximumSize))
        }
        return kept
    }

    private func checkDuration() throws {
        let startedAt = startedAt ?? .now
        self.startedAt = startedAt
        // A station has no end, and is listened to as long as people like.
        guard startedAt.duration(to: .now) <= configuration.maximumDuration || medium?.isLive == true else {
            throw give(up: .tooLong(limit: configuration.maximumDuration))
        }
    }

    // MARK: Failures

    private var firstTries: Int { min(2, configuration.maximumFailures) }

    /// Runs one try of connecting: passing failures are waited out, others are final.
    private func attempt(_ body: () throws -> Void) throws {
        guard !control.isCancelled else { throw CancellationError() }
        try checkDuration()
        do {
            try body()
        } catch let error as HTTPClientError {
            if control.isCancelled { throw CancellationError() }
            let tries = medium == nil ? firstTries : configuration.maximumFailures
            guard error.isPassing, failures + 1 < tries else {
                throw isSeeking ? forgoParts() : give(up: .fetch(error))
            }
            fail()
        } catch let error as MediaFetchError {
            if case .status(let status) = error, try renewed(after: status) { return }
            throw isSeeking ? forgoParts() : give(up: error)
        }
    }

    /// The medium is there, and can only be read from its beginning.
    private func forgoParts() -> any Error {
        stream?.cancel()
        (stream, position, toSkip, failures) = (nil, 0, 0, 0)
        (isSeeking, hasNoParts) = (false, true)
        return PlaceUnreachable()
    }

    /// Whether the address was replaced by a new one.
    private func renewed(after status: Int) throws -> Bool {
        guard let renew, [401, 403, 404, 410].contains(status), renewedAt != position else { return false }
        renewedAt = position
        do {
            location = try renew(control)
        } catch {
            if control.isCancelled { throw CancellationError() }
            return false
        }
        medium = medium?.elsewhere
        return true
    }

    /// Counts a failure and waits before the next try.
    private func fail(_ retryAfter: Int? = nil) {
        failures += 1
        var pause = configuration.firstBackoff
        for _ in 1..<max(failures, 1) { pause = min(pause * 2, configuration.maximumBackoff) }
        if let retryAfter { pause = min(max(pause, .seconds(retryAfter)), configuration.maximumBackoff) }
        // Spread, so that listeners of one server that went away do not all come back at once.
        control.pause(pause * Double.random(in: 0.5...1))
    }

    private func give(up error: MediaFetchError) -> MediaFetchError {
        failure = error
        stream?.cancel()
        stream = nil
        return error
    }
}
