package import Crypto

/// Seals the packets of one voice connection in one of Discord's two modes.
///
/// The nonce is a counter in the last four bytes of the packet, followed by zeros to the cipher's length; it never repeats under
/// one key. Source: Discord's "Voice Connections" page, "Transport Encryption Modes".
package enum TransportCipher: Sendable {
    /// `aead_aes256_gcm_rtpsize`
    case aes256GCM(AES256GCM)
    /// `aead_xchacha20_poly1305_rtpsize`
    case xChaCha20Poly1305(XChaCha20Poly1305)

    /// What sealing reads, for `HotMemory`. Valid as long as the cipher.
    var memory: [UnsafeRawPointer] {
        switch self {
        case .aes256GCM(let cipher): unsafe cipher.sealingMemory
        case .xChaCha20Poly1305: unsafe []
        }
    }

    package static let tagSize = 16
    package static let counterSize = 4

    /// Encrypts in place: `packet` holds the header, the frame, and room for the tag and the counter.
    /// Does not allocate. The driver thread.
    package func seal(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, frameCount: Int, counter: UInt32
    ) throws(AEADError) {
        var nonce = InlineArray<24, UInt8>(repeating: 0)
        for index in 0..<Self.counterSize {
            let byte = UInt8(truncatingIfNeeded: counter >> (24 - 8 * UInt32(index)))
            nonce[index] = byte
            packet[headerCount + frameCount + Self.tagSize + index] = byte
        }
        switch self {
        case .aes256GCM(let cipher):
            try cipher.sealPacket(
                &packet, headerCount: headerCount, plaintextCount: frameCount,
                nonce: nonce.span.extracting(first: AES256GCM.nonceSize))
        case .xChaCha20Poly1305(let cipher):
            try cipher.sealPacket(
                &packet, headerCount: headerCount, plaintextCount: frameCount,
                nonce: nonce.span.extracting(first: XChaCha20Poly1305.nonceSize))
        }
    }

    /// Decrypts in place a packet that ends with tag and counter, and gives the length of header and frame together.
    /// Throws where it is forged or too short. Not the object that seals at the same time.
    package func open(_ packet: inout MutableSpan<UInt8>, headerCount: Int) throws(AEADError) -> Int {
        let sealedCount = packet.count - headerCount - Self.counterSize
        guard headerCount >= 0, sealedCount >= Self.tagSize else {
            throw .wrongBufferLength(expected: Self.tagSize, actual: sealedCount)
        }
        var nonce = InlineArray<24, UInt8>(repeating: 0)
        for index in 0..<Self.counterSize { nonce[index] = packet[headerCount + sealedCount + index] }
        switch self {
        case .aes256GCM(let cipher):
            try cipher.openPacket(
                &packet, headerCount: headerCount, sealedCount: sealedCount,
                nonce: nonce.span.extracting(first: AES256GCM.nonceSize))
        case .xChaCha20Poly1305(let cipher):
            try cipher.openPacket(
                &packet, headerCount: headerCount, sealedCount: sealedCount,
                nonce: nonce.span.extracting(first: XChaCha20Poly1305.nonceSize))
        }
        return headerCount + sealedCount - Self.tagSize
    }
}
