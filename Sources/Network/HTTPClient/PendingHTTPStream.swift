/// A streaming request whose head has not been waited for yet. Dropping it ends the transfer.
package final class PendingHTTPStream: Sendable {
    private let buffer: StreamBuffer
    private let transfer: TransferLifetime

    init(buffer: StreamBuffer, cancel: @escaping @Sendable () -> Void) {
        self.buffer = buffer
        transfer = TransferLifetime(buffer: buffer, cancel: cancel)
    }

    /// Waits for the head. Cancelling the task ends the transfer.
    package func stream() async throws(HTTPClientError) -> HTTPStream {
        let transfer = transfer
        let outcome = await withTaskCancellationHandler {
            await buffer.head()
        } onCancel: {
            transfer.cancel()
        }
        return HTTPStream(head: try outcome.get(), buffer: buffer, transfer: transfer)
    }

    /// Blocks a plain thread until the head is there. With `limit`, ends the transfer and throws `timeout(.response)`
    /// when that takes longer. Never call it from a task.
    package func waitForStream(atMost limit: Duration? = nil) throws(HTTPClientError) -> HTTPStream {
        HTTPStream(head: try buffer.waitForHead(atMost: limit), buffer: buffer, transfer: transfer)
    }

    /// From any thread; a blocked or suspended wait ends at once with `cancelled`.
    package func cancel() { transfer.cancel() }
}

/// Ends a transfer when told so, or when nobody can read from it any more.
final class TransferLifetime: Sendable {
    private let buffer: StreamBuffer
    private let onCancel: @Sendable () -> Void

    init(buffer: StreamBuffer, cancel: @escaping @Sendable () -> Void) {
        self.buffer = buffer
        onCancel = cancel
    }

    deinit { onCancel() }

    func cancel() {
        // First the reader, who must not wait for the loop.
        buffer.finish(.cancelled)
        onCancel()
    }
}
