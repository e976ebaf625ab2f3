internal import Accounts
internal import Deadlines
internal import DiscordTypes
internal import Logging
internal import Storage

/// Does what a member asks about their linked accounts, and answers in time.
struct AccountClerk: Sendable {
    let desk: AccountDesk
    let publicURL: String?
    let time: TimeSource
    let log: Logger

    /// Waits until `deadline`, a value of the time source.
    func answer(_ errand: AccountErrand, of user: UserID, _ texts: Texts, until deadline: Duration) async -> Card {
        let reply = AccountReply(texts: texts, publicURL: publicURL)
        let desk = desk
        do {
            return try await time.bounded(until: deadline) {
                switch errand {
                case .link(let provider): return try await Self.link(provider, user, desk, reply)
                case .list: return reply.list(try await desk.accounts(user), offered: desk.offered())
                case .unlink(let provider): return reply.unlinked(provider, try await desk.unlink(user, provider))
                }
            }
        } catch {
            log.warning("a member's accounts were not reached", metadata: ["reason": "\(Self.summary(error))"])
            return Card(tone: .problem, body: [texts(.accountsUnavailable)])
        }
    }

    private static func link(
        _ provider: AccountProvider?, _ user: UserID, _ desk: AccountDesk, _ reply: AccountReply
    ) async throws -> Card {
        let offered = desk.offered()
        guard !offered.isEmpty else { return reply.nothingOffered }
        if let provider, !offered.contains(provider) {
            return reply.notOffered(provider, instead: offered)
        }
        guard let address = try await desk.linkAddress(user, provider) else { return reply.nothingOffered }
        return reply.link(address, to: provider, offered: offered)
    }

    private static func summary(_ error: any Error) -> String {
        switch error {
        case let error as AccountsError: "\(error)"
        case let error as LinkError: "\(error)"
        case is DeadlinePassed: "too slow"
        default: "\(type(of: error))"
        }
    }
}
