/// Why a frame was not encrypted or decrypted. Later frames are not affected.
package enum FrameError: Error, Equatable {
    /// The buffer has no room for the frame and 16 bytes more.
    case bufferTooSmall
    /// Two threads used one encryptor at the same time; this call did nothing.
    case inUse
    /// libcrypto failed, which it does for no input.
    case cipherFailed
    /// Not an encrypted frame, and unencrypted ones are not accepted now.
    case notEncrypted
    /// No key of the sender is known.
    case noKey
    /// Received before, or older than what the replay window remembers.
    case replayed
    /// Further ahead than a sender can be.
    case implausibleGeneration
    /// No known key opens it.
    case notAuthentic
}
