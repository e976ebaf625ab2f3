internal import Audio
internal import Jobs
internal import Synchronization

/// Reads whatever a member asked for: the first read finds it and connects, so that all of it happens on the reading thread.
package final class CatalogReader: ByteReader {
    private let control = ReaderControl()
    private let open: @Sendable (ReaderControl, @escaping @Sendable (MediaNews) -> Void) throws -> OpenedMedia
    private let newsHandler = Mutex<(@Sendable (MediaNews) -> Void)?>(nil)
    private let state = Mutex<Result<OpenedMedia, any Error>?>(nil)

    init(open: @escaping @Sendable (ReaderControl, @escaping @Sendable (MediaNews) -> Void) throws -> OpenedMedia) {
        self.open = open
    }

    deinit { control.cancel() }

    /// What was found; nil before the first read.
    package var opened: OpenedMedia? { state.withLock { try? $0?.get() } }

    /// Tells what there is to be told, on the reading thread. To be set before the first read.
    package func onNews(_ handler: @escaping @Sendable (MediaNews) -> Void) { newsHandler.withLock { $0 = handler } }

    package func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        try opening().reader.read(into: &buffer)
    }

    package var seekableSize: UInt64? { opened?.reader.seekableSize }

    package func seek(to offset: UInt64) throws { try opened?.reader.seek(to: offset) }

    package func cancel() { control.cancel() }

    private func opening() throws -> OpenedMedia {
        if let result = state.withLock({ $0 }) { return try result.get() }
        guard !control.isCancelled else { throw CancellationError() }
        let result = Result { try open(control) { [weak self] news in self?.newsHandler.withLock { $0 }?(news) } }
        state.withLock { $0 = result }
        let opened = try result.get()
        let reader = opened.reader
        control.onCancel { reader.cancel() }
        return opened
    }
}
