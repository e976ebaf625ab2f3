/// Why a lookup has no result. Another one may work.
package enum SiteError: Error, Hashable, Sendable {
    /// What a worker says of a page.
    package enum Reason: String, Sendable, CaseIterable {
        /// The site wants proof that no machine asks.
        case botCheck
        case ageRestricted, signInNeeded, drmProtected, regionLocked
        /// Removed, private or never there.
        case unavailable
        /// Nothing to be played on the page.
        case noFormats
        /// No site that yt-dlp knows, and nothing on the page.
        case unsupported
        case unreachable
        /// The address, or one that the page led to, is not public.
        case forbidden
        /// An error of yt-dlp itself.
        case failed
    }

    case refused(Reason)
    /// Python or yt-dlp can't be started.
    case cannotStart
    /// Too many questions wait.
    case busy
    case timedOut
    /// The worker died twice over the same question.
    case died
    case cancelled
}
