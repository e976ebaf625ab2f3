internal import Accounts
internal import Crypto
internal import DiscordTypes
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
    let logger: Logger

    /// Nil where the member gave none, or they are not good any more: the public way is left.
    func cookies(of member: UserID) async -> SiteCookies? {
        guard accounts.providers.offers(.youtubeCookies) else { return nil }
        do {
            // They go with the question through the worker's pipe, and are in no file.
            return SiteCookies(try await accounts.cookies(of: member).reveal) {
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
