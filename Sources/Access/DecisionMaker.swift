package import DiscordTypes

/// Who decided about a server; the audit history keeps it as text.
package enum DecisionMaker: Sendable, Hashable, CustomStringConvertible {
    /// A member of Discord: an operator on the admin page, or the requester of a server.
    case user(UserID)
    /// An account of the machine, at the terminal.
    case terminal(account: String)

    package var description: String {
        switch self {
        case .user(let id): "user:\(id)"
        case .terminal(let account): "terminal:\(account)"
        }
    }
}
