/// Limits of reading one medium from the network.
package struct MediaFetchConfiguration: Sendable {
    /// Each hop is checked anew.
    package var maximumRedirects = 5
    /// Bytes of one medium; what announces more is refused before it is read.
    package var maximumSize: UInt64 = 4 << 30
    /// From opening to the last byte, pauses of the listener included.
    package var maximumDuration: Duration = .seconds(12 * 3600)
    /// For resolving, connecting and TLS.
    package var connectTimeout: Duration = .seconds(10)
    /// For the head of a response, redirects included.
    package var responseTimeout: Duration = .seconds(15)
    /// A connection that gives no byte for so long, while bytes are wanted, counts as dropped.
    package var stallTimeout: Duration = .seconds(10)
    /// Failures in a row, without a byte between them, that end the reading. The first opening has two tries.
    package var maximumFailures = 6
    /// Pause before the second try, doubled for each further one up to `maximumBackoff`.
    package var firstBackoff: Duration = .milliseconds(250)
    package var maximumBackoff: Duration = .seconds(5)
    /// Bytes read and thrown away to get back to the position where a server knows no ranges.
    package var maximumSkip: UInt64 = 64 << 20
    /// Playlists in playlists.
    package var maximumNesting = 2

    package init() {}
}
