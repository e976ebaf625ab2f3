internal import Accounts
internal import DiscordTypes
internal import HTTPClient
internal import Logging
internal import Operations
internal import Storage

/// Members' linked accounts, put together from the settings: one for each process, over the same file.
struct LinkedAccounts {
    let accounts: Accounts
    private let store: SQLiteAccountStore

    /// `switchedOff` is asked at each use of a provider; `notify` tells a member, whose
    /// locale may be known, that an account has to be linked again.
    init(
        _ settings: Settings, _ storage: SQLiteConfiguration,
        switchedOff: @escaping @Sendable () -> Set<AccountProvider>, logger: Logger,
        notify: @escaping @Sendable (UserID, AccountProvider, String?) async -> Void
    ) async throws {
        let vault = try VaultKeys.open(settings)
        store = try await SQLiteAccountStore(storage, logger: logger)
        let http = try HTTPClient(
            configuration: HTTPClientConfiguration(
                userAgent: DiscordClients.userAgent, connection: ConnectionSettings(extraCAFile: settings.caFile)))
        accounts = Accounts(
            store: store, vault: vault, providers: settings.providers.directory, http: http,
            publicURL: settings.publicURL, switchedOff: switchedOff, log: logger, notify: notify)
    }

    func close() async throws {
        try await store.close()
    }
}
