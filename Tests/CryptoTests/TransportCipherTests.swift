import Crypto
import TestVectors
import Testing

private struct Case: Decodable, Sendable {
    let tcId: Int
    let key: HexBytes
    let iv: HexBytes
    let aad: HexBytes
    let msg: HexBytes
    let ct: HexBytes
    let tag: HexBytes
    let result: WycheproofResult
}

private struct Group: Decodable, Sendable {
    let tests: [Case]
}

/// What both transport ciphers do, so that one test body judges both.
private protocol TransportCipher {
    init(key: SecretBytes) throws(AEADError)
    func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>) throws(AEADError)
    func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>) throws(AEADError)
    func sealPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError)
    func openPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, sealedCount: Int, nonce: Span<UInt8>
    ) throws(AEADError)
}

extension AES256GCM: TransportCipher {}
extension XChaCha20Poly1305: TransportCipher {}

struct TransportCipherTests {
    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `the AES-GCM vectors of Wycheproof hold, other key and nonce sizes are refused`() throws {
        let file = try TestVectors.load("wycheproof/aes_gcm_test.json", as: Wycheproof<Group>.self)
        let cases = file.testGroups.flatMap(\.tests)
        #expect(cases.count == 316)
        var judged = 0
        for test in cases where test.key.bytes.count == AES256GCM.keySize {
            let cipher = try AES256GCM(key: SecretBytes(copying: test.key.bytes))
            judge(cipher, test, nonceSize: AES256GCM.nonceSize)
            judged += 1
        }
        #expect(judged > 100)
        for test in cases where test.key.bytes.count != AES256GCM.keySize {
            #expect(throws: AEADError.wrongKeyLength(expected: 32, actual: test.key.bytes.count)) {
                _ = try AES256GCM(key: SecretBytes(copying: test.key.bytes))
            }
        }
    }

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `all 315 XChaCha20-Poly1305 vectors of Wycheproof hold, other nonce sizes are refused`() throws {
        let file = try TestVectors.load("wycheproof/xchacha20_poly1305_test.json", as: Wycheproof<Group>.self)
        let cases = file.testGroups.flatMap(\.tests)
        #expect(cases.count == 315)
        for test in cases {
            let cipher = try XChaCha20Poly1305(key: SecretBytes(copying: test.key.bytes))
            judge(cipher, test, nonceSize: XChaCha20Poly1305.nonceSize)
        }
    }

    private func judge(_ cipher: some TransportCipher, _ test: Case, nonceSize: Int) {
        let sealed = test.ct.bytes + test.tag.bytes
        var opened = [UInt8](repeating: 0xEE, count: test.msg.bytes.count)
        let openError = attempt { () throws(AEADError) in
            var output = opened.mutableSpan
            try cipher.open(
                sealed.span, nonce: test.iv.bytes.span, authenticating: test.aad.bytes.span, into: &output)
        }
        var output = [UInt8](repeating: 0xEE, count: test.msg.bytes.count + 16)
        let sealError = attempt { () throws(AEADError) in
            var span = output.mutableSpan
            try cipher.seal(
                test.msg.bytes.span, nonce: test.iv.bytes.span, authenticating: test.aad.bytes.span, into: &span)
        }
        guard test.iv.bytes.count == nonceSize else {
            #expect(sealError == .wrongNonceLength(expected: nonceSize, actual: test.iv.bytes.count))
            #expect(openError != nil)
            return
        }
        #expect(sealError == nil)
        #expect((output == sealed) == (test.result == .valid), "test \(test.tcId)")
        #expect(openError == (test.result == .valid ? nil : .notAuthentic), "test \(test.tcId)")
        #expect(
            opened == (test.result == .valid ? test.msg.bytes : [UInt8](repeating: 0, count: opened.count)),
            "test \(test.tcId)")
    }

    private func attempt(_ body: () throws(AEADError) -> Void) -> AEADError? {
        do throws(AEADError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a packet is sealed in place and opened again, and every byte of it counts`() throws {
        try roundTrip(AES256GCM(key: .random(count: 32)), nonce: RandomBytes.make(12))
        try roundTrip(XChaCha20Poly1305(key: .random(count: 32)), nonce: RandomBytes.make(24))
    }

    private func roundTrip(_ cipher: some TransportCipher, nonce: [UInt8]) throws {
        let header = RandomBytes.make(12)
        let frame = RandomBytes.make(160)
        let counter: [UInt8] = [0, 0, 0, 7]
        var packet = header + frame + [UInt8](repeating: 0, count: 16) + counter
        var span = packet.mutableSpan
        try cipher.sealPacket(&span, headerCount: 12, plaintextCount: 160, nonce: nonce.span)
        #expect(Array(packet.prefix(12)) == header)
        #expect(Array(packet.suffix(4)) == counter)
        #expect(Array(packet[12..<172]) != frame)

        var sealed = [UInt8](repeating: 0, count: 176)
        var separate = sealed.mutableSpan
        try cipher.seal(frame.span, nonce: nonce.span, authenticating: header.span, into: &separate)
        #expect(Array(packet[12..<188]) == sealed)

        for index in 0..<188 {
            var altered = packet
            altered[index] ^= 0x10
            var span = altered.mutableSpan
            let error = attempt { () throws(AEADError) in
                try cipher.openPacket(&span, headerCount: 12, sealedCount: 176, nonce: nonce.span)
            }
            #expect(error == .notAuthentic, "byte \(index)")
        }
        var opened = packet.mutableSpan
        try cipher.openPacket(&opened, headerCount: 12, sealedCount: 176, nonce: nonce.span)
        #expect(Array(packet.prefix(172)) == header + frame)
    }

    @Test func `parts that do not fit the packet are refused`() throws {
        let cipher = try AES256GCM(key: .random(count: 32))
        let nonce = RandomBytes.make(12)
        var packet = [UInt8](repeating: 0, count: 40)
        for (header, plaintext) in [(12, 13), (-1, 10), (12, -1), (41, 0), (Int.max, 0)] {
            var span = packet.mutableSpan
            let error = attempt { () throws(AEADError) in
                try cipher.sealPacket(&span, headerCount: header, plaintextCount: plaintext, nonce: nonce.span)
            }
            guard case .wrongBufferLength = error else {
                Issue.record("\(header), \(plaintext): \(String(describing: error))")
                continue
            }
        }
        var span = packet.mutableSpan
        #expect(
            attempt { () throws(AEADError) in
                try cipher.openPacket(&span, headerCount: 12, sealedCount: 15, nonce: nonce.span)
            } == .wrongBufferLength(expected: 16, actual: 15))
    }
}
