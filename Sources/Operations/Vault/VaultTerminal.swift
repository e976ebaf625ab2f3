internal import Accounts
internal import Crypto
internal import DiscordTypes
internal import Foundation
internal import Logging
package import Storage
package import Vault

/// `timmybot vault`: the keys that seal linked accounts, with plain answers. Prints no key but where that is what was asked for.
package struct VaultTerminal: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case keysAreSet
        case inUse(KeyID, Int)
        case unopened(Int)

        package var description: String {
            switch self {
            case .keysAreSet:
                """
                The keys come from TIMMYBOT_VAULT_KEYS. Append a line made by `timmybot vault new-key --print` to it and start \
                the bot again.
                """
            case .inUse(let id, let count):
                "The key \(id) still seals \(count) account(s). Run `timmybot vault rotate` first."
            case .unopened(let count): "\(count) account(s) could not be opened; their members have to link again."
            }
        }
    }

    private static let page = 200

    private let store: any LinkedAccountStore
    private let source: KeySource
    private let write: @Sendable (String) -> Void

    package init(store: any LinkedAccountStore, source: KeySource, write: @escaping @Sendable (String) -> Void) {
        self.store = store
        self.source = source
        self.write = write
    }

    /// Over the data folder's store, which must be there; answers go to standard output. Only `newKey` makes a key.
    package static func open(_ settings: Settings) async throws -> VaultTerminal {
        try settings.demandDatabase(SQLiteAccountStore.fileName)
        let configuration = SQLiteConfiguration(directory: settings.dataDirectory.path)
        let store = try await SQLiteAccountStore(configuration, logger: Logger(label: "vault"))
        return VaultTerminal(store: store, source: VaultKeys.existing(settings)) { line in
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
    }

    /// One line for each key, and what can't be opened any more.
    package func status() async throws {
        let ring = try Vault(source).ring
        let uses = try await uses()
        for id in ring.ids {
            let role = id == ring.current ? "seals and opens" : "opens"
            write("\(id)  \(role), \(uses[id] ?? 0) account(s)")
        }
        for (id, count) in uses.sorted(by: { $0.key.description < $1.key.description }) where !ring.ids.contains(id) {
            write("\(id)  MISSING: \(count) account(s) can't be opened")
        }
    }

    /// Makes a key that seals from now on. Running parts take it up by themselves.
    package func newKey() throws {
        guard case .file(let file) = source else { throw Failure.keysAreSet }
        let id = try VaultKeys.newID()
        try file.makeIfMissing(id: id)
        if try file.load().current != id { try file.add(id: id) }
        write("The key \(id) seals from now on. `timmybot vault rotate` seals anew what older keys sealed.")
    }

    /// Prints a line for `TIMMYBOT_VAULT_KEYS` or a file, and stores nothing.
    package static func printKey() throws {
        FileHandle.standardOutput.write(Data((KeyRing.newLine(id: try VaultKeys.newID()).reveal + "\n").utf8))
    }

    /// Seals everything with the current key, while the bot runs. What another process changes meanwhile is sealed by it.
    package func rotate() async throws {
        let seal = AccountSeal(try Vault(source))
        var resealed = 0
        var unopened = 0
        var last: LinkedAccountRecord?
        while case let page = try await store.accounts(after: last, limit: Self.page), !page.isEmpty {
            for record in page {
                switch try await reseal(record, seal) {
                case .done: resealed += 1
                case .current: break
                case .unopened: unopened += 1
                }
            }
            last = page.last
        }
        write("Sealed \(resealed) account(s) anew.")
        if unopened > 0 { throw Failure.unopened(unopened) }
    }

    /// Takes out a key that seals nothing any more.
    package func remove(_ id: KeyID) async throws {
        guard case .file(let file) = source else { throw Failure.keysAreSet }
        if let count = try await uses()[id] { throw Failure.inUse(id, count) }
        try file.remove(id: id)
        write("The key \(id) is gone.")
    }

    private enum Resealing {
        case done, current, unopened
    }

    private func reseal(_ record: LinkedAccountRecord, _ seal: AccountSeal) async throws -> Resealing {
        var record = record
        for _ in 0..<8 {
            do {
                guard let resealed = try seal.resealed(record) else { return .current }
                _ = try await store.save(resealed, replacing: record.revision)
                return .done
            } catch StoreError.conflict {
                guard let now = try await store.account(of: record.user, at: record.provider) else { return .current }
                record = now
            } catch VaultError.unknownKey, VaultError.notAuthentic, VaultError.malformed {
                return .unopened
            }
        }
        throw StoreError.conflict
    }

    private func uses() async throws -> [KeyID: Int] {
        var uses: [KeyID: Int] = [:]
        var last: LinkedAccountRecord?
        while case let page = try await store.accounts(after: last, limit: Self.page), !page.isEmpty {
            for record in page {
                for id in AccountSeal.keys(of: record) { uses[id, default: 0] += 1 }
            }
            last = page.last
        }
        return uses
    }
}
