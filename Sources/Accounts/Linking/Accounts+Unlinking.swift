internal import Crypto
package import DiscordTypes
internal import FoundationEssentials
internal import Logging
package import Storage

extension Accounts {
    /// Whether the provider was told that a grant is over.
    package enum Revocation: Hashable, Sendable {
        case done
        /// The provider has no address for it: the member takes the application out of their account there.
        case byMember
        /// It did not answer, or the tokens could not be opened.
        case failed
    }

    /// Forgets an account and gives its grant back. Nil where there was none. It is forgotten even where the provider fails.
    ///
    /// `patience` is how long the provider has for its answer.
    package func unlink(
        _ user: UserID, from provider: AccountProvider, patience: Duration = .seconds(5)
    ) async throws(AccountsError) -> Revocation? {
        let record = try await stored { () async throws(StoreError) in
            try await store.removeAccount(of: user, at: provider)
        }
        guard let record else { return nil }
        await count(.unlinked, provider)
        return await revoke(record, patience)
    }

    /// Forgets everything about a member: accounts, cookies, tickets, attempts. Returns how each provider took it.
    package func deleteEverything(of user: UserID) async throws(AccountsError) -> [AccountProvider: Revocation] {
        let records = try await stored { () async throws(StoreError) in try await store.removeEverything(of: user) }
        var result: [AccountProvider: Revocation] = [:]
        for record in records {
            await count(.unlinked, record.provider)
            result[record.provider] = await revoke(record, .seconds(5))
        }
        return result
    }

    /// All that is stored about a member's accounts, as JSON. Tokens and cookies are left out: a file with them would open the
    /// accounts to whoever finds it.
    package func export(of user: UserID) async throws(AccountsError) -> [UInt8] {
        let accounts = try await accounts(of: user).map(ExportedAccount.init)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(ExportedAccounts(user: user.description, accounts: accounts)) else {
            throw .unavailable(retryAfter: nil)
        }
        return Array(data)
    }

    private func revoke(_ record: LinkedAccountRecord, _ patience: Duration) async -> Revocation {
        guard let revocation = providers.oauth(record.provider)?.revocation else { return .byMember }
        do {
            let (sealed, field): ([UInt8]?, AccountSeal.Field) =
                switch revocation {
                case .form where record.sealedRefresh != nil: (record.sealedRefresh, .refresh)
                case .form, .json: (record.sealedAccess, .access)
                }
            // An account that was lost holds no token: there is nothing to give back.
            guard let token = try open(sealed, field, of: record) else { return .done }
            try await client.revoke(token, by: revocation, patience: patience)
            return .done
        } catch {
            log.notice(
                "a grant was not given back",
                metadata: ["provider": "\(record.provider.rawValue)", "reason": "\(error)"])
            return .failed
        }
    }
}

private struct ExportedAccounts: Encodable {
    var user: String
    var accounts: [ExportedAccount]
    var note =
        "Tokens and cookies are stored encrypted, and left out here: they would open your accounts to whoever finds this file."
}

private struct ExportedAccount: Encodable {
    var provider: String
    var accountID: String?
    var accountName: String?
    var plan: String?
    var agreedTo: String
    var usableInOthersBlends: Bool
    var needsLinkingAgain: Bool
    var linkedAt: String
    var consentEnds: String?
    var lastRefreshed: String?

    init(_ account: LinkedAccount) {
        provider = account.provider.rawValue
        accountID = account.profile?.id
        accountName = account.profile?.name
        plan = account.profile?.plan
        agreedTo = account.scopes
        usableInOthersBlends = account.mayBlend
        needsLinkingAgain = account.needsRelinking
        linkedAt = Self.time(account.linkedAt)
        consentEnds = account.consentExpiresAt.map(Self.time)
        lastRefreshed = account.refreshedAt.map(Self.time)
    }

    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
