/// A medium's bytes, pulled in order by one worker thread.
///
/// The HTTP media reader implements it over a bounded buffer, `FileReader` over a file.
package protocol ByteReader: AnyObject, Sendable {
    /// Waits for at least one byte, puts what is there at the front of `buffer`, and says how many bytes that is.
    ///
    /// 0 is the end of the medium and is repeated on further calls. `buffer` is never empty. Called from one thread at
    /// a time. Throws when the medium fails; after `cancel()` it throws `CancellationError`.
    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int

    /// Makes a `read` that waits, and all later ones, throw soon. From any thread, any number of times.
    func cancel()
}
