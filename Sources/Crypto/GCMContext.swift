internal import COpenSSL
internal import Synchronization

/// AES-GCM under one key: one libcrypto context for both directions, of which a call replaces only direction and nonce.
@safe
final class GCMContext: @unchecked Sendable {
    // Sendable: `isBusy` admits one caller at a time to the context; the rest is immutable.
    private let context: OpaquePointer
    private let isBusy = Atomic(false)
    private let keySize: Int
    private let tagSize: Int
    private static let nonceSize = 12

    init(key: SecretBytes, keySize: Int, tagSize: Int) throws(AEADError) {
        let cipher = unsafe keySize == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .libraryFailure }
        unsafe self.context = context
        self.tagSize = tagSize
        self.keySize = keySize
        guard unsafe EVP_EncryptInit_ex(context, cipher, nil, nil, nil) == 1 else { throw .libraryFailure }
        try key.withSpan { (key) throws(AEADError) in try rekey(key) }
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Addresses that sealing reads, to be fetched ahead of it. Valid as long as this object.
    var sealingMemory: [UnsafeRawPointer] {
        unsafe [UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()), UnsafeRawPointer(context)]
    }

    func rekey(_ key: Span<UInt8>) throws(AEADError) {
        guard key.count == keySize else { throw .wrongKeyLength(expected: keySize, actual: key.count) }
        try enter()
        defer { leave() }
        let isKeyed = unsafe key.withPointer { key, _ in
            unsafe EVP_EncryptInit_ex(context, nil, nil, key, nil) == 1
        }
        guard isKeyed else { throw .libraryFailure }
    }

    func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try check(output.count, is: plaintext.count + tagSize)
        try unsafe plaintext.withPointer { (plain, count) throws(AEADError) in
            try unsafe header.withPointer { (header, headerCount) throws(AEADError) in
                try unsafe output.withPointer { (sealed, _) throws(AEADError) in
                    try unsafe encrypt(plain, count, header, headerCount, nonce, sealed)
                }
            }
        }
    }

    func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try check(sealed.count, is: output.count + tagSize)
        try unsafe sealed.withPointer { (sealed, count) throws(AEADError) in
            try unsafe header.withPointer { (header, headerCount) throws(AEADError) in
                try unsafe output.withPointer { (plain, _) throws(AEADError) in
                    try unsafe decrypt(sealed, count - tagSize, header, headerCount, nonce, plain)
                }
            }
        }
    }

    func sealPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try PacketParts.check(
            headerCount: headerCount, bodyCount: plaintextCount, tagCount: tagSize, in: packet.count)
        try unsafe packet.withPointer { (packet, _) throws(AEADError) in
            let body = unsafe packet + headerCount
            try unsafe encrypt(body, plaintextCount, packet, headerCount, nonce, body)
        }
    }

    func sealInPlace(
        _ bytes: inout MutableSpan<UInt8>, from offset: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try PacketParts.check(
            headerCount: offset, bodyCount: plaintextCount, tagCount: tagSize, in: bytes.count)
        try unsafe bytes.withPointer { (bytes, _) throws(AEADError) in
            let body = unsafe bytes + offset
            try unsafe encrypt(body, plaintextCount, bytes, 0, nonce, body)
        }
    }

    func openPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, sealedCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        guard sealedCount >= tagSize else { throw .wrongBufferLength(expected: tagSize, actual: sealedCount) }
        try PacketParts.check(
            headerCount: headerCount, bodyCount: sealedCount - tagSize, tagCount: tagSize, in: packet.count)
        try unsafe packet.withPointer { (packet, _) throws(AEADError) in
            let body = unsafe packet + headerCount
            try unsafe decrypt(body, sealedCount - tagSize, packet, headerCount, nonce, body)
        }
    }

    private func encrypt(
        _ plain: UnsafePointer<UInt8>, _ count: Int, _ header: UnsafePointer<UInt8>, _ headerCount: Int,
        _ nonce: Span<UInt8>, _ sealed: UnsafeMutablePointer<UInt8>
    ) throws(AEADError) {
        try enter(nonce)
        defer { leave() }
        var written: Int32 = 0
        let isDone = unsafe nonce.withPointer { nonce, _ in
            unsafe EVP_EncryptInit_ex(context, nil, nil, nil, nonce) == 1
                && (headerCount == 0 || EVP_EncryptUpdate(context, nil, &written, header, Int32(headerCount)) == 1)
                && (count == 0 || EVP_EncryptUpdate(context, sealed, &written, plain, Int32(count)) == 1)
                && EVP_EncryptFinal_ex(context, sealed + count, &written) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagSize), sealed + count) == 1
        }
        guard isDone else { throw .libraryFailure }
    }

    private func decrypt(
        _ sealed: UnsafePointer<UInt8>, _ count: Int, _ header: UnsafePointer<UInt8>, _ headerCount: Int,
        _ nonce: Span<UInt8>, _ plain: UnsafeMutablePointer<UInt8>
    ) throws(AEADError) {
        try enter(nonce)
        defer { leave() }
        var written: Int32 = 0
        let tag = unsafe UnsafeMutablePointer(mutating: sealed + count)
        let isReady = unsafe nonce.withPointer { nonce, _ in
            unsafe EVP_DecryptInit_ex(context, nil, nil, nil, nonce) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagSize), tag) == 1
                && (headerCount == 0 || EVP_DecryptUpdate(context, nil, &written, header, Int32(headerCount)) == 1)
                && (count == 0 || EVP_DecryptUpdate(context, plain, &written, sealed, Int32(count)) == 1)
        }
        guard isReady else { throw .libraryFailure }
        guard unsafe EVP_DecryptFinal_ex(context, plain + count, &written) == 1 else {
            unsafe plain.update(repeating: 0, count: count)
            throw .notAuthentic
        }
    }

    private func enter(_ nonce: Span<UInt8>) throws(AEADError) {
        guard nonce.count == Self.nonceSize else {
            throw .wrongNonceLength(expected: Self.nonceSize, actual: nonce.count)
        }
        try enter()
    }

    private func enter() throws(AEADError) {
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw .inUse
        }
    }

    private func leave() {
        isBusy.store(false, ordering: .releasing)
    }

    private func check(_ actual: Int, is expected: Int) throws(AEADError) {
        guard actual == expected else { throw .wrongBufferLength(expected: expected, actual: actual) }
    }
}
