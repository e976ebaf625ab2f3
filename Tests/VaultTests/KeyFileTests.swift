import Crypto
import Foundation
import Testing

@testable import Vault

@Suite("Vault: the key file")
struct KeyFileTests {
    private let folder: TemporaryFolder
    private let file: KeyFile
    private let first: KeyID
    private let second: KeyID
    private let context = SealContext(user: 1, provider: "spotify", field: "access-token")
    private let secret = SecretBytes(copying: [1, 2, 3])

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(path: folder.path + "/vault-keys")
        first = try #require(KeyID("2026-1"))
        second = try #require(KeyID("2026-2"))
    }

    @Test func `is made once, for its owner alone`() throws {
        try file.makeIfMissing(id: first)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        try file.makeIfMissing(id: second)
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
        #expect(try file.load().ids == [first])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["vault-keys"])
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601])
    func `is refused where others have any right to it`(mode: Int) throws {
        try file.makeIfMissing(id: first)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        #expect {
            try file.load()
        } throws: { error in
            "\(error)".contains("is open to other users; chmod 600 \(file.path) closes it")
        }
    }

    @Test func `a link to it is followed, as secret stores make them; what is no file is refused`() throws {
        try file.makeIfMissing(id: first)
        let other = KeyFile(path: folder.path + "/link")
        try FileManager.default.createSymbolicLink(atPath: other.path, withDestinationPath: file.path)
        #expect(try other.load().ids == [first])
        #expect(throws: VaultError.self) { try KeyFile(path: folder.path).load() }
        #expect(throws: VaultError.self) { try KeyFile(path: folder.path + "/nothing").load() }
    }

    @Test func `a new key seals from now on in a vault that is open already, the old one still opens`() throws {
        try file.makeIfMissing(id: first)
        let vault = try Vault(.file(file))
        let old = try vault.seal(secret, for: context)
        try file.add(id: second)
        #expect(try vault.isStale(old))
        let new = try vault.seal(secret, for: context)
        #expect(Vault.key(of: new) == second)
        #expect(try vault.open(old, for: context) == secret)
        #expect(try vault.open(new, for: context) == secret)
        #expect(throws: VaultError.self) { try file.add(id: second) }
    }

    @Test func `the key that seals can't be removed, an older one can`() throws {
        try file.makeIfMissing(id: first)
        let vault = try Vault(.file(file))
        let old = try vault.seal(secret, for: context)
        #expect(throws: VaultError.self) { try file.remove(id: first) }
        try file.add(id: second)
        try file.remove(id: first)
        #expect(try file.load().ids == [second])
        #expect(throws: VaultError.unknownKey(first)) { try vault.open(old, for: context) }
    }

    @Test(arguments: [
        ("", 1), ("# nothing", 1), ("one 00", 1), ("one", 1), ("One \(String(repeating: "0", count: 64))", 1),
        ("a \(String(repeating: "0", count: 64))\na \(String(repeating: "1", count: 64))", 2),
        ("# one, two\na \(String(repeating: "0", count: 64)) more", 2),
        ("\n\na \(String(repeating: "g", count: 64))", 3),
    ])
    func `malformed keys are refused with the line`(text: String, line: Int) {
        #expect(throws: VaultError.malformedKeys(line: line)) { try KeyRing(text: text) }
    }

    @Test func `keys from the environment stand between commas`() throws {
        let ring = try KeyRing(text: "a \(String(repeating: "0", count: 64)), b \(String(repeating: "1", count: 64))")
        #expect(ring.ids.map(\.description) == ["a", "b"])
        #expect(ring.current.description == "b")
    }
}
