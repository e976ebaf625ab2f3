package import HTTPClient

/// Why a medium can't be read, or not to its end. Nothing more can be read after any of them.
package enum MediaFetchError: Error, Hashable, Sendable {
    /// The server answered with this status.
    case status(Int)
    /// A failure that trying again would not mend, or that stayed through all tries.
    case fetch(HTTPClientError)
    case tooLarge(limit: UInt64)
    /// A playlist in a playlist in a playlist.
    case nestedTooDeep
    case tooLong(limit: Duration)
    /// After a drop the server had another medium under the same URL.
    case changed
    /// After a drop the server would only start from the beginning, which is too far back.
    case notResumable
}
