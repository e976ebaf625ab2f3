/// Why an authenticated cipher refused. The key stays usable after every one of them.
package enum AEADError: Error, Equatable {
    case wrongKeyLength(expected: Int, actual: Int)
    case wrongNonceLength(expected: Int, actual: Int)
    /// The output is not exactly as long as the result, or the packet is too short for the parts named.
    case wrongBufferLength(expected: Int, actual: Int)
    /// Wrong key, nonce or associated data, or altered bytes. Nothing of the plaintext is to be used.
    case notAuthentic
    /// Two threads used one cipher at the same time; this call did nothing.
    case inUse
    /// libcrypto failed, which it does for no input: most likely memory is exhausted.
    case libraryFailure
}
