/// Why a cookies.txt is not taken. Names lines, never what they hold.
package enum CookieError: Error, Hashable, Sendable {
    case tooLarge
    case notText
    /// The first line is not the one that the format begins with.
    case noHeader
    /// A line that is neither a comment nor seven fields between tabs, or whose fields are not what they should be.
    case malformedLine(Int)
    case tooMany
    /// Not one row is of youtube.com or google.com.
    case nothingOfYouTube
    /// The rows are of a browser that was not signed in, or whose cookies have ended.
    case notSignedIn
}
