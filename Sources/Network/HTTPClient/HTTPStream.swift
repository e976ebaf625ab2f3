/// A response whose body is read while it arrives. The sender is slowed down to the reader's pace.
///
/// One reader at a time, a task (`next`, or `for try await` over `body`) or a plain thread (`read`).
/// Dropping the last reference ends the transfer.
package final class HTTPStream: Sendable {
    package let head: HTTPResponseHead
    private let buffer: StreamBuffer
    private let transfer: TransferLifetime

    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }

    init(head: HTTPResponseHead, buffer: StreamBuffer, transfer: TransferLifetime) {
        self.head = head
        self.buffer = buffer
        self.transfer = transfer
    }

    /// The next bytes in whatever portion they came, nil at the end of the body.
    /// Cancelling the task ends the transfer and throws `cancelled`.
    package func next() async throws(HTTPClientError) -> [UInt8]? {
        let transfer = transfer
        let outcome = await withTaskCancellationHandler {
            await buffer.next()
        } onCancel: {
            transfer.cancel()
        }
        return try outcome.get()
    }

    /// Blocks a plain thread until at least one byte is there; returns how many were written to the front of `target`,
    /// 0 at the end of the body. With `limit`, throws `timeout(.tooSlow)` when nothing came for so long; the stream
    /// can be read on. Never call it from a task.
    package func read(
        into target: inout MutableSpan<UInt8>, atMost limit: Duration? = nil
    ) throws(HTTPClientError) -> Int {
        try buffer.read(into: &target, atMost: limit)
    }

    /// From any thread; a blocked or suspended reader gets `cancelled` at once.
    package func cancel() { transfer.cancel() }

    package var body: HTTPBody { HTTPBody(stream: self) }
}

/// A stream's body as a sequence of portions, to be iterated once.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    fileprivate let stream: HTTPStream

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let stream: HTTPStream

        package mutating func next() async throws(HTTPClientError) -> [UInt8]? {
            try await stream.next()
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPClientError) -> [UInt8]? {
            try await stream.next()
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }
}
