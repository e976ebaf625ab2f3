internal import Crypto
package import DiscordTypes
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

    /// Forgets everything about a member: accounts, cookies, tickets. Returns how each provider took it.
    package func deleteEverything(of user: UserID) async throws(AccountsError) -> [AccountProvider: Revocation] {
        let records = try await stored { () async throws(StoreError) in try await store.removeEverything(of: user) }
        var result: [AccountProvider: Revocation] = [:]
        for record in records {
            await count(.unlinked, record.provider)
            result[record.provider] = await revoke(record, .seconds(5))
        }
        return result
    }

    /// All that is stored about a member's accounts. Tokens and cookies are left out: a file with them would open the accounts
    /// to whoever finds it.
    package func export(of user: UserID) async throws(AccountsError) -> AccountsExport {
        AccountsExport(
            user: user.description, accounts: try await accounts(of: user).map(AccountsExport.Account.init))
    }

    private func revoke(_ record: LinkedAccountRecord, _ patience: Duration) async -> Revocation {
        guard let revocation = configured.oauth(record.provider)?.revocation else { return .byMember }
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
