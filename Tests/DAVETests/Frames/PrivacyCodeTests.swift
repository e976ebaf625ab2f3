import Crypto
import Testing

@testable import DAVE

struct PrivacyCodeTests {
    @Test(arguments: [
        ("aabbccddee", "05870"), ("0000000000", "00000"), ("ffffffffff", "27775"), ("aabbccddeeaabb", "05870"),
        ("aabbccddeeaabbccddee", "0587005870"), ("", ""), ("00000186a0", "00000"), ("000001869f", "99999"),
    ])
    func `five bytes make five digits`(hex: String, digits: String) throws {
        #expect(PrivacyCode(try #require(Hex.decode(hex))).digits == digits)
    }

    @Test func `a group's code has 30 digits in six groups`() {
        let code = PrivacyCode(epochAuthenticator: .random(count: 32))
        #expect(code.groups.count == 6)
        #expect(code.groups.allSatisfy { $0.utf8.count == 5 && $0.allSatisfy(\.isNumber) })
    }

    @Test func `two members see one pairwise code of 45 digits, and another with anyone else`() throws {
        let first = KeyFingerprint(user: 1, signatureKey: try P256PrivateKey().publicKey.bytes)
        let second = KeyFingerprint(user: 2, signatureKey: try P256PrivateKey().publicKey.bytes)
        let code = try #require(first.pairwiseCode(with: second))
        #expect(code.digits.utf8.count == 45)
        #expect(second.pairwiseCode(with: first) == code)
        let third = KeyFingerprint(user: 3, signatureKey: Array(second.bytes[2..<67]))
        #expect(first.pairwiseCode(with: third) != code)
    }

    @Test func `a fingerprint is version, key and user id`() {
        let fingerprint = KeyFingerprint(user: 0x0102_0304_0506_0708, signatureKey: [9, 9])
        #expect(fingerprint.bytes == [0, 0, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8])
    }
}
