import Accounts
import Crypto
import DiscordTypes
import Foundation
import Logging
import Storage
import Synchronization
import Testing
import Vault

@testable import Operations

@Suite("Vault terminal")
final class VaultTerminalTests: Sendable {
    private let folder: URL
    private let said = Mutex<[String]>([])

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("timmybot-vault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(at: folder)
    }

    @Test func `a rotation under a running vault seals everything anew, and only then may the old key go`() async throws
    {
        let settings = try settings()
        let source = try VaultKeys.source(settings)
        let vault = try Vault(source)
        let store = try await store()
        for user in 1...3 { _ = try await store.save(record(user, vault), replacing: nil) }
        let terminal = VaultTerminal(store: store, source: source) { line in self.said.withLock { $0.append(line) } }
        let first = try vault.ring.current

        try terminal.newKey()
        let second = try vault.ring.current
        #expect(first != second)
        await #expect { try await terminal.remove(first) } throws: { "\($0)".contains("still seals 3 account(s)") }
        try await terminal.rotate()
        for user in 1...3 {
            let record = try #require(try await store.account(of: UserID(UInt64(user)), at: .spotify))
            #expect(AccountSeal.keys(of: record) == [second])
            let context = SealContext(user: UInt64(user), provider: "spotify", field: "access-token")
            #expect(try vault.open(record.sealedAccess ?? [], for: context) == SecretBytes(copying: [7]))
        }
        try await terminal.remove(first)
        try await terminal.status()
        #expect(
            said.withLock { $0.suffix(3) } == [
                "Sealed 3 account(s) anew.", "The key \(first) is gone.", "\(second)  seals and opens, 3 account(s)",
            ])
        for line in said.withLock({ $0 }) { #expect(!line.contains(try keyDigits())) }
    }

    @Test func `the database without its keys opens nothing, and the terminal says what is missing`() async throws {
        let settings = try settings()
        let vault = try VaultKeys.open(settings)
        let store = try await store()
        _ = try await store.save(record(1, vault), replacing: nil)
        let lost = try vault.ring.current
        try FileManager.default.removeItem(at: folder.appendingPathComponent("vault-keys"))
        let terminal = VaultTerminal(store: store, source: try VaultKeys.source(settings)) { line in
            self.said.withLock { $0.append(line) }
        }
        try await terminal.status()
        #expect(said.withLock { $0.last } == "\(lost)  MISSING: 1 account(s) can't be opened")
        await #expect { try await terminal.rotate() } throws: { "\($0)".contains("have to link again") }
    }

    @Test func `an operator's command makes no database and no key where the bot has not run`() async throws {
        let settings = try settings()
        let wanted = { (error: any Error, name: String) in
            let text = "\(error)"
            return [name, self.folder.path, "TIMMYBOT_DATA_DIR"].allSatisfy { text.contains($0) }
        }
        await #expect { try await ServersTerminal.open(settings) } throws: { wanted($0, "access.sqlite") }
        await #expect { try await VaultTerminal.open(settings) } throws: { wanted($0, "accounts.sqlite") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        // A bot that has run, whose keys are kept elsewhere: looking at them makes none.
        try await store().close()
        let terminal = try await VaultTerminal.open(settings)
        await #expect { try await terminal.status() } throws: { "\($0)".contains("vault-keys can't be read") }
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("vault-keys").path))
        try terminal.newKey()
        try await terminal.status()
    }

    @Test func `a key file that is set is not made in passing, and one that others can read stops the start`() throws {
        let file = folder.appendingPathComponent("elsewhere")
        let settings = try settings(["TIMMYBOT_VAULT_KEYS_FILE": file.path])
        #expect(throws: SettingsError.self) { try VaultKeys.open(settings) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try KeyRing.newLine(id: #require(KeyID("k"))).reveal.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        #expect { try VaultKeys.open(settings) } throws: { "\($0)".contains("chmod 600") }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        #expect(try VaultKeys.open(settings).ring.current.description == "k")
    }

    private func settings(_ more: [String: String] = [:]) throws -> Settings {
        try Settings(environment: ["TIMMYBOT_DATA_DIR": folder.path].merging(more) { $1 }, directory: folder)
    }

    private func store() async throws -> SQLiteAccountStore {
        try await SQLiteAccountStore(SQLiteConfiguration(directory: folder.path), logger: Logger(label: "test"))
    }

    private func record(_ user: Int, _ vault: Vault) throws -> LinkedAccountRecord {
        let context = SealContext(user: UInt64(user), provider: "spotify", field: "access-token")
        return LinkedAccountRecord(
            user: UserID(UInt64(user)), provider: .spotify,
            sealedAccess: try vault.seal(SecretBytes(copying: [7]), for: context), linkedAt: 0)
    }

    private func keyDigits() throws -> String {
        let text = try String(contentsOf: folder.appendingPathComponent("vault-keys"), encoding: .utf8)
        return String(text.split(separator: "\n").last?.split(separator: " ").last ?? "")
    }
}
