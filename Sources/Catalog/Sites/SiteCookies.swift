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

/// What there is of a member's cookies.
enum FoundCookies: Sendable {
    /// The member gave none, or they can't be read now.
    case none
    /// YouTube takes them no more.
    case lost
    case some(SiteCookies)

    var cookies: SiteCookies? { if case .some(let cookies) = self { cookies } else { nil } }
    var isLost: Bool { if case .lost = self { true } else { false } }
}

/// Members' own YouTube cookies, for their own requests alone.
struct MemberCookies: Sendable {
    let accounts: Accounts
    let logger: Logger

    /// Without good ones the public way is left.
    func cookies(of member: UserID) async -> FoundCookies {
        guard accounts.providers.offers(.youtubeCookies) else { return .none }
        do {
            // They go with the question through the worker's pipe, and are in no file.
            let text = try await accounts.cookies(of: member).reveal
            return .some(
                SiteCookies(text) {
                    do {
                        try await accounts.cookiesWereRefused(of: member)
                    } catch {
                        logger.notice("refused cookies were not forgotten", metadata: ["reason": "\(error)"])
                    }
                })
        } catch AccountsError.notLinked {
            return .none
        } catch AccountsError.relinkNeeded {
            return .lost
        } catch {
            logger.notice("a member's cookies can't be used", metadata: ["reason": "\(error)"])
            return .none
        }
    }
}
