package import Crypto
internal import Synchronization

/// Encrypts this client's audio frames under one epoch's key.
///
/// Made on any thread; `encrypt` neither allocates nor frees nor locks, also when the ratchet moves on. One caller at a
/// time: a second one gets ``FrameError/inUse``. Source: the DAVE protocol, "Media frame encryption".
package final class FrameEncryptor: @unchecked Sendable {
    // Sendable: `isBusy` admits one caller at a time to what changes.

    /// What a frame grows by at most: tag, five bytes of counter, size and marker.
    package static let largestOverhead = FrameFormat.tagSize + ULEB128.largestSize + 1 + 2

    private let cipher: AES128GCM
    private let ratchet: KeyRatchet
    private var counter: UInt64
    private let isBusy = Atomic(false)

    /// Nil unless the secret has 16 bytes.
    ///
    /// - Parameter framesSent: frames encrypted under this secret before; other than 0 only in tests.
    package init?(baseSecret: SecretBytes, framesSent: UInt64 = 0) {
        guard let ratchet = KeyRatchet(baseSecret: baseSecret),
            let cipher = try? AES128GCM(
                key: SecretBytes(copying: [UInt8](repeating: 0, count: 16)), tagSize: .truncated)
        else { return nil }
        self.cipher = cipher
        self.ratchet = ratchet
        counter = framesSent
        do {
            try takeKeys(through: UInt32(framesSent / KeyRatchet.framesPerGeneration))
        } catch {
            return nil
        }
    }

    /// Addresses that `encrypt` reads, to be fetched ahead of it. Valid as long as this object.
    package var memory: [UnsafeRawPointer] {
        unsafe [
            UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()),
            UnsafeRawPointer(Unmanaged.passUnretained(ratchet).toOpaque()),
        ] + cipher.sealingMemory
    }

    /// Encrypts the `count` bytes from `offset` on where they are and completes the frame behind them.
    ///
    /// - Returns: the size of the whole frame, at most 16 more than `count`.
    package func encrypt(
        _ packet: inout MutableSpan<UInt8>, from offset: Int = 0, count: Int
    ) throws(FrameError) -> Int {
        guard offset >= 0, count >= 0, packet.count - Self.largestOverhead - offset >= count else {
            throw .bufferTooSmall
        }
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw .inUse
        }
        defer { isBusy.store(false, ordering: .releasing) }
        counter += 1
        try takeKeys(through: UInt32(truncatingIfNeeded: counter / KeyRatchet.framesPerGeneration))
        let sent = UInt32(truncatingIfNeeded: counter)
        var nonce = [12 of UInt8](repeating: 0)
        for index in 0..<4 { nonce[8 + index] = UInt8(truncatingIfNeeded: sent >> (8 * UInt32(index))) }
        do {
            try cipher.sealInPlace(&packet, from: offset, plaintextCount: count, nonce: nonce.span)
        } catch {
            throw .cipherFailed
        }
        let ciphertextEnd = offset + count
        let counterEnd = ULEB128.write(sent, to: &packet, at: ciphertextEnd + FrameFormat.tagSize)
        packet[counterEnd] = UInt8(counterEnd - ciphertextEnd + 3)
        packet[counterEnd + 1] = FrameFormat.marker
        packet[counterEnd + 2] = FrameFormat.marker
        return counterEnd + 3 - offset
    }

    /// Lets the cipher use the key of `generation`.
    private func takeKeys(through generation: UInt32) throws(FrameError) {
        guard ratchet.generation <= generation else { return }
        var key = [16 of UInt8](repeating: 0)
        var span = key.mutableSpan
        while ratchet.generation <= generation { ratchet.takeKey(into: &span) }
        do {
            try cipher.rekey(span.span)
        } catch {
            throw .cipherFailed
        }
        SecretBytes.wipe(&span)
    }
}
