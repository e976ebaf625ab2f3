internal import Synchronization

/// An HTTP/1.1 and HTTP/2 client with one thread of its own. Made once per kind of trust and kept; it stops when the
/// last reference goes, or on `shutDown`.
///
/// No cookies, no proxies or credentials from the environment, no redirects unless a request asks for them.
package final class HTTPClient: Sendable {
    package let configuration: HTTPClientConfiguration
    private let loop: MultiLoop
    private let lastID = Atomic<UInt64>(0)

    /// Throws when the system has no memory or thread to give.
    package init(configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        self.configuration = configuration
        loop = try MultiLoop(configuration: configuration)
    }

    deinit { loop.stop() }

    /// Requests under way end with `clientClosed`, later ones at once.
    package func shutDown() { loop.stop() }

    /// Sends a request and waits for the whole response. Any status is a response.
    /// Cancelling the task ends the transfer and throws `cancelled`.
    package func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        let sink = BufferedSink()
        let order = TransferOrder(
            id: nextID(), request: request, url: try check(request), sink: sink,
            timeout: request.timeout ?? configuration.timeout,
            maximumBodySize: request.maximumBodySize ?? configuration.maximumBodySize, version: request.version ?? .any)
        let outcome = await withTaskCancellationHandler {
            loop.start(order)
            // The handler below may have run before there was anything to cancel.
            if Task.isCancelled { loop.cancel(order.id) }
            return await sink.outcome()
        } onCancel: {
            loop.cancel(order.id)
        }
        return try outcome.get()
    }

    /// Sends a request and waits for the response's head; the body is then read at the reader's pace.
    /// Cancelling the task before that ends the transfer and throws `cancelled`.
    package func stream(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPStream {
        try await open(request).stream()
    }

    /// Starts a request whose head is waited for on the returned value, by a task or by a plain thread.
    package func open(_ request: HTTPRequest) throws(HTTPClientError) -> PendingHTTPStream {
        let id = nextID()
        let buffer = StreamBuffer(capacity: configuration.streamBufferSize) { [loop] in loop.resume(id) }
        let order = TransferOrder(
            id: id, request: request, url: try check(request), sink: buffer, timeout: request.timeout,
            maximumBodySize: request.maximumBodySize, version: request.version ?? .http1)
        loop.start(order)
        // The reader keeps the client running; the client knows no reader.
        return PendingHTTPStream(buffer: buffer) { self.loop.cancel(id) }
    }

    private func nextID() -> UInt64 {
        lastID.add(1, ordering: .relaxed).newValue
    }

    private func check(_ request: HTTPRequest) throws(HTTPClientError) -> HTTPURL {
        guard HTTPToken.isToken(request.method), request.headers.areSendable,
            request.range.map({ $0.last ?? .max >= $0.first }) ?? true
        else { throw .invalidRequest }
        do {
            return try configuration.urlPolicy.validate(request.url)
        } catch {
            throw .invalidURL(error)
        }
    }
}
