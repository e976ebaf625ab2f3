internal import Audio
internal import Jobs
internal import Synchronization

/// Reads whatever a member asked for: the first read finds it and connects, so that all of it happens on the reading thread.
package final class CatalogReader: ByteReader {
    private let control = ReaderControl()
    private let open: @Sendable (ReaderControl, @escaping @Sendable (String) -> Void) throws -> OpenedMedia
    private let titleHandler = Mutex<(@Sendable (String) -> Void)?>(nil)
    private let state = Mutex<Result<OpenedMedia, any Error>?>(nil)

    init(open: @escaping @Sendable (ReaderControl, @escaping @Sendable (String) -> Void) throws -> OpenedMedia) {
        self.open = open
    }

    deinit { control.cancel() }

    /// What was found; nil before the first read.
    package var opened: OpenedMedia? { state.withLock { try? $0?.get() } }

    /// Tells each new title of a station, on the reading thread. To be set before the first read.
    package func onTitle(_ handler: @escaping @Sendable (String) -> Void) { titleHandler.withLock { $0 = handler } }

    package func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        try opening().reader.read(into: &buffer)
    }

    package var seekableSize: UInt64? { opened?.reader.seekableSize }

    package func seek(to offset: UInt64) throws { try opened?.reader.seek(to: offset) }

    package func cancel() { control.cancel() }

    private func opening() throws -> OpenedMedia {
        if let result = state.withLock({ $0 }) { return try result.get() }
        guard !control.isCancelled else { throw CancellationError() }
        let result = Result { try open(control) { [weak self] title in self?.titleHandler.withLock { $0 }?(title) } }
        state.withLock { $0 = result }
        let opened = try result.get()
        let reader = opened.reader
        control.onCancel { reader.cancel() }
        return opened
    }
}
