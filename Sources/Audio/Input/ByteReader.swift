/// A medium's bytes, pulled in order by one worker thread.
///
/// The HTTP media reader implements it over a bounded buffer.
package protocol ByteReader: AnyObject, Sendable {
    /// Waits for at least one byte, puts what is there at the front of `buffer`, and says how many bytes that is.
    ///
    /// 0 is the end of the medium and is repeated on further calls. `buffer` is never empty. Called from one thread at
    /// a time. Throws when the medium fails; after `cancel()` it throws `CancellationError`.
    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int

    /// The medium's length in bytes, where `seek` works; else nil. Known after the first `read`. The reading thread's.
    var seekableSize: UInt64? { get }

    /// The next `read` gives what stands at `offset`, which is less than `seekableSize`. The reading thread's. Throws like `read`.
    /// Where it turns out that the medium can't be entered there, that read throws ``PlaceUnreachable``.
    func seek(to offset: UInt64) throws

    /// Makes a `read` that waits, and all later ones, throw soon. From any thread, any number of times.
    func cancel()
}

/// The medium can't be entered elsewhere after all: `seekableSize` is nil from now on, and the next `read` gives its beginning.
package struct PlaceUnreachable: Error {
    package init() {}
}

extension ByteReader {
    package var seekableSize: UInt64? { nil }

    package func seek(to offset: UInt64) throws { preconditionFailure("a reader without a seekable size") }
}
