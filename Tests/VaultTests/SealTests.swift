import Crypto
import Testing
import Vault

@Suite("Vault: sealing")
struct SealTests {
    private let context = SealContext(user: 80_351_110_224_678_912, provider: "spotify", field: "refresh-token")
    private let secret = SecretBytes(copying: Array("AQD-refresh-token".utf8))

    @Test func `what was sealed opens for its own context, and two seals of one secret differ`() throws {
        let vault = try Keys.vault(["one"])
        let first = try vault.seal(secret, for: context)
        let second = try vault.seal(secret, for: context)
        #expect(first != second)
        #expect(try vault.open(first, for: context) == secret)
        #expect(try vault.open(second, for: context) == secret)
        let empty = SecretBytes(copying: [])
        #expect(try vault.open(vault.seal(empty, for: context), for: context) == empty)
    }

    @Test func `R42 a row put in another's place is refused`() throws {
        let vault = try Keys.vault(["one"])
        let sealed = try vault.seal(secret, for: context)
        var others = [context, context, context]
        others[0].user += 1
        others[1].provider = "soundcloud"
        others[2].field = "access-token"
        for other in others {
            #expect(throws: VaultError.notAuthentic) { try vault.open(sealed, for: other) }
        }
    }

    @Test func `R42 every flipped bit is refused`() throws {
        let vault = try Keys.vault(["one", "two"])
        let sealed = try vault.seal(secret, for: context)
        for position in sealed.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered[position] ^= 1 << bit
                #expect(throws: VaultError.self, "byte \(position), bit \(bit)") {
                    try vault.open(altered, for: context)
                }
            }
        }
    }

    @Test func `R42 a cut value is refused at every length`() throws {
        let vault = try Keys.vault(["one"])
        let sealed = try vault.seal(secret, for: context)
        for count in sealed.indices {
            #expect(throws: VaultError.self) { try vault.open(Array(sealed.prefix(count)), for: context) }
        }
        #expect(throws: VaultError.notAuthentic) { try vault.open(sealed + [0], for: context) }
    }

    @Test func `R42 a key that left the ring opens nothing, nor does another key under its name`() throws {
        let sealed = try Keys.vault(["one"]).seal(secret, for: context)
        let one = try #require(KeyID("one"))
        #expect(throws: VaultError.unknownKey(one)) { try Keys.vault(["two"]).open(sealed, for: context) }
        // The helper makes new random keys each time, so this is a stranger that calls itself "one".
        #expect(throws: VaultError.notAuthentic) { try Keys.vault(["one"]).open(sealed, for: context) }
    }

    @Test func `R42 a value moved to another key of the ring is refused`() throws {
        let vault = try Keys.vault(["aaa", "bbb"])
        var sealed = try vault.seal(secret, for: context)
        #expect(Vault.key(of: sealed) == KeyID("bbb"))
        for index in 2..<5 { sealed[index] = UInt8(ascii: "a") }
        #expect(Vault.key(of: sealed) == KeyID("aaa"))
        #expect(throws: VaultError.notAuthentic) { try vault.open(sealed, for: context) }
    }

    @Test func `a context that could be read as another is not sealed`() throws {
        let vault = try Keys.vault(["one"])
        let odd = SealContext(user: 1, provider: "a|b", field: "c")
        #expect(throws: VaultError.malformed) { try vault.seal(secret, for: odd) }
    }

    @Test func `secrets don't print`() {
        let text = SecretText("canary")
        #expect(!"\(text) \(secret) \(String(reflecting: text)) \(String(reflecting: secret))".contains("canary"))
        var dumped = ""
        dump(text, to: &dumped)
        #expect(!dumped.contains("canary"))
    }
}
