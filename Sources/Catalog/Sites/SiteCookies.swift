internal import Accounts
internal import DiscordTypes
internal import FoundationEssentials
internal import Logging
internal import Storage

/// A member's cookies for one question to a worker.
struct SiteCookies: Sendable {
    /// Netscape's format.
    var text: String
    /// Called where the site says that they are no longer good.
    var refused: @Sendable () async -> Void

    init(_ text: String, refused: @escaping @Sendable () async -> Void = {}) {
        self.text = text
        self.refused = refused
    }

    /// From a worker's thread.
    func tellRefused() {
        // Nobody waits: a store that fails is logged there.
        Task { await refused() }
    }
}

/// Members' own YouTube cookies, for their own requests alone.
struct MemberCookies: Sendable {
    let accounts: Accounts
    /// For the private files; nobody else's.
    let folder: String
    let logger: Logger

    /// Nil where the member gave none, or they are not good any more: the public way is left.
    func cookies(of member: UserID) async -> SiteCookies? {
        guard accounts.providers.offers(.youtubeCookies) else { return nil }
        do {
            let file = try await accounts.cookieFile(for: member, in: folder)
            // The worker reads no file: they go with the question, through its pipe.
            defer { file.remove() }
            return SiteCookies(try String(contentsOfFile: file.path, encoding: .utf8)) {
                do {
                    try await accounts.cookiesWereRefused(of: member)
                } catch {
                    logger.notice("refused cookies were not forgotten", metadata: ["reason": "\(error)"])
                }
            }
        } catch AccountsError.notLinked, AccountsError.relinkNeeded {
            return nil
        } catch {
            logger.notice("a member's cookies can't be used", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
