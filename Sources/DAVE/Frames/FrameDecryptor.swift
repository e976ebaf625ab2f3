package import Crypto

/// Opens the frames of one sender, through changes of epoch and of whether frames are encrypted at all.
///
/// Times are durations since any fixed moment of a clock that never goes back.
package struct FrameDecryptor {
    /// Keys of an epoch that has been followed by another, and permission for clear frames, last so long.
    package static let transitionTime = Duration.seconds(10)

    private enum ClearFrames {
        case refused
        case accepted(until: Duration?)
    }

    private struct Epoch {
        var ratchet: ReceiveRatchet
        /// Nil for the newest.
        var expiry: Duration?
    }

    /// The newest first.
    private var epochs: [Epoch] = []
    private var clearFrames = ClearFrames.refused

    package init() {}

    /// Takes the sender's secret of a new epoch; the secrets before are kept for ten seconds. False unless it has 16
    /// bytes.
    package mutating func install(baseSecret: SecretBytes, now: Duration) -> Bool {
        guard let ratchet = ReceiveRatchet(baseSecret: baseSecret, now: now) else { return false }
        removeExpired(now)
        for index in epochs.indices where epochs[index].expiry == nil {
            epochs[index].expiry = now + Self.transitionTime
        }
        epochs.insert(Epoch(ratchet: ratchet, expiry: nil), at: 0)
        return true
    }

    /// The sender may send unencrypted frames from now on.
    package mutating func acceptClearFrames() {
        clearFrames = .accepted(until: nil)
    }

    /// The sender has to encrypt; frames under way have ten seconds left.
    package mutating func refuseClearFrames(now: Duration) {
        if case .accepted = clearFrames { clearFrames = .accepted(until: now + Self.transitionTime) }
    }

    /// The frame as the sender's encoder made it.
    package mutating func decrypt(_ frame: [UInt8], now: Duration) throws(FrameError) -> [UInt8] {
        if frame == FrameFormat.silence { return frame }
        guard let parsed = ParsedFrame(frame) else {
            guard acceptsClearFrames(now) else { throw .notEncrypted }
            return frame
        }
        removeExpired(now)
        var failure = FrameError.noKey
        for index in epochs.indices {
            do {
                return try epochs[index].ratchet.open(frame, parsed, now: now)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func acceptsClearFrames(_ now: Duration) -> Bool {
        switch clearFrames {
        case .refused: false
        case .accepted(let end): end.map { now < $0 } ?? true
        }
    }

    private mutating func removeExpired(_ now: Duration) {
        epochs.removeAll { epoch in epoch.expiry.map { $0 <= now } ?? false }
    }
}
