import Crypto
import TestVectors
import Testing

struct HKDFTests {
    private struct Group: Decodable, Sendable {
        struct Case: Decodable, Sendable {
            let tcId: Int
            let ikm: HexBytes
            let salt: HexBytes
            let info: HexBytes
            let size: Int
            let okm: HexBytes
            let result: WycheproofResult
        }
        let tests: [Case]
    }

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `all 86 HKDF-SHA-256 vectors of Wycheproof hold`() throws {
        let file = try TestVectors.load("wycheproof/hkdf_sha256_test.json", as: Wycheproof<Group>.self)
        let cases = file.testGroups.flatMap(\.tests)
        #expect(cases.count == 86)
        for test in cases {
            let key = HKDF.extract(
                salt: SecretBytes(copying: test.salt.bytes), inputKey: SecretBytes(copying: test.ikm.bytes))
            guard test.result == .valid else {
                #expect(throws: HKDFError.outputTooLong, "test \(test.tcId)") {
                    _ = try HKDF.expand(key, info: test.info.bytes, count: test.size)
                }
                continue
            }
            let output = try HKDF.expand(key, info: test.info.bytes, count: test.size)
            #expect(output == SecretBytes(copying: test.okm.bytes), "test \(test.tcId)")
        }
    }

    @Test func `a key shorter than the hash is taken`() throws {
        // Both calls are T(1) of RFC 5869 §2.3: HMAC(key, info | 1).
        let key: [UInt8] = Array(0..<16)
        let expected = HMACSHA256.authenticationCode(for: [7, 7, 1], key: key)
        let output = try HKDF.expand(SecretBytes(copying: key), info: [7, 7], count: 16)
        #expect(output == SecretBytes(copying: expected.prefix(16)))
    }
}
