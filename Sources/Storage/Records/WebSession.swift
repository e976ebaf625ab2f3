package import DiscordTypes

/// A person who is signed in, in one browser.
///
/// Key in a partitioned store: partition `WEBSESSION#<token hash>`, with a time to live; index partition
/// `WEBUSER#<user>`, sort key `createdAt`.
package struct WebSession: Sendable, Hashable {
    /// SHA-256 of the cookie's value; the value itself is nowhere but in the browser.
    package var tokenHash: [UInt8]
    /// What the person's list of sessions calls it; worthless for anything but ending it.
    package var handle: String
    package var user: UserID
    /// As Discord told at sign-in; text of strangers.
    package var userName: String
    /// The browser's own words about itself, shortened; text of strangers.
    package var browser: String
    /// The servers the person may decide about, as JSON that the store doesn't read.
    package var servers: String
    /// Milliseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    package var lastSeenAt: Int64
    /// When the person was there to tell Discord that it is them; 0 where Discord did not ask.
    package var confirmedAt: Int64
    /// When an operator's pages were last used; 0 where they never were.
    package var operatedAt: Int64
    /// From here on the row is not read any more: idle for too long, or too old.
    package var expiresAt: Int64
    /// Discord's locale of the person, such as `de`; nil where it told none.
    package var locale: String?

    package init(
        tokenHash: [UInt8], handle: String, user: UserID, userName: String, browser: String, servers: String,
        createdAt: Int64, lastSeenAt: Int64, confirmedAt: Int64, operatedAt: Int64, expiresAt: Int64,
        locale: String? = nil
    ) {
        self.tokenHash = tokenHash
        self.handle = handle
        self.user = user
        self.userName = userName
        self.browser = browser
        self.servers = servers
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.confirmedAt = confirmedAt
        self.operatedAt = operatedAt
        self.expiresAt = expiresAt
        self.locale = locale
    }
}
