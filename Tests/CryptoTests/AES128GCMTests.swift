import Crypto
import TestVectors
import Testing

struct AES128GCMTests {
    private struct Group: Decodable, Sendable {
        struct Case: Decodable, Sendable {
            let tcId: Int
            let key: HexBytes
            let iv: HexBytes
            let aad: HexBytes
            let msg: HexBytes
            let ct: HexBytes
            let tag: HexBytes
            let result: WycheproofResult
        }
        let tests: [Case]
    }

    private func open(_ cipher: AES128GCM, _ test: Group.Case, tag: [UInt8]) throws(AEADError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: test.ct.bytes.count)
        var span = output.mutableSpan
        try cipher.open(
            (test.ct.bytes + tag).span, nonce: test.iv.bytes.span, authenticating: test.aad.bytes.span, into: &span)
        return output
    }

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `the AES-128-GCM vectors of Wycheproof hold with whole and truncated tags, through one rekeyed cipher`() throws
    {
        let file = try TestVectors.load("wycheproof/aes_gcm_test.json", as: Wycheproof<Group>.self)
        let full = try AES128GCM(key: .random(count: 16))
        let truncated = try AES128GCM(key: .random(count: 16), tagSize: .truncated)
        let cases = file.testGroups.flatMap(\.tests).filter { $0.key.bytes.count == 16 && $0.iv.bytes.count == 12 }
        #expect(cases.count > 50)
        for test in cases {
            try full.rekey(test.key.bytes.span)
            try truncated.rekey(test.key.bytes.span)
            guard test.result == .valid else {
                #expect(throws: AEADError.notAuthentic, "test \(test.tcId)") {
                    _ = try open(full, test, tag: test.tag.bytes)
                }
                continue
            }
            #expect(try open(full, test, tag: test.tag.bytes) == test.msg.bytes, "test \(test.tcId)")
            #expect(try open(truncated, test, tag: Array(test.tag.bytes.prefix(8))) == test.msg.bytes)
            var altered = Array(test.tag.bytes.prefix(8))
            altered[7] ^= 1
            #expect(throws: AEADError.notAuthentic) { _ = try open(truncated, test, tag: altered) }
            var sealed = [UInt8](repeating: 0, count: test.msg.bytes.count + 8)
            var span = sealed.mutableSpan
            try truncated.seal(
                test.msg.bytes.span, nonce: test.iv.bytes.span, authenticating: test.aad.bytes.span, into: &span)
            #expect(sealed == test.ct.bytes + test.tag.bytes.prefix(8), "test \(test.tcId)")
        }
    }

    @Test func `scrypt gives the values of RFC 7914`() {
        let first = Scrypt.derive(
            password: [], salt: [], cost: 16, blockSize: 1, parallelization: 1, count: 64)
        #expect(
            first.map { Hex.encode($0) }
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        let second = Scrypt.derive(
            password: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), cost: 16384, blockSize: 8,
            parallelization: 1, count: 64)
        #expect(
            second.map { Hex.encode($0) }
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
        #expect(Scrypt.derive(password: [], salt: [], cost: 15, blockSize: 1, parallelization: 1, count: 64) == nil)
        #expect(Scrypt.derive(password: [], salt: [], cost: 0, blockSize: 1, parallelization: 1, count: 64) == nil)
    }
}
