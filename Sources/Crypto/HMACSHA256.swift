internal import CSodium

/// HMAC-SHA-256 (RFC 2104) with a key of any length.
package enum HMACSHA256 {
    package static let size = 32

    package static func authenticationCode(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        authenticationCode(for: message.span, key: key.span)
    }

    package static func authenticationCode(for message: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: size)
        var output = code.mutableSpan
        var state = State(key: key)
        state.update(message)
        state.finish(into: &output)
        return code
    }

    package static func authenticationCode(for message: [UInt8], key: SecretBytes) -> [UInt8] {
        key.withSpan { authenticationCode(for: message.span, key: $0) }
    }

    /// Whether `code` is the message's; in constant time, false for any other length.
    package static func isValid(_ code: [UInt8], for message: [UInt8], key: SecretBytes) -> Bool {
        ConstantTime.equal(code, authenticationCode(for: message, key: key))
    }

    /// A code under construction. Nothing here allocates.
    struct State: ~Copyable {
        private var state = crypto_auth_hmacsha256_state()

        init(key: Span<UInt8>) {
            unsafe key.withPointer { pointer, count in
                _ = unsafe crypto_auth_hmacsha256_init(&state, pointer, count)
            }
        }

        mutating func update(_ bytes: Span<UInt8>) {
            unsafe bytes.withPointer { pointer, count in
                _ = unsafe crypto_auth_hmacsha256_update(&state, pointer, UInt64(count))
            }
        }

        /// Writes the code, 32 bytes, and wipes the state.
        mutating func finish(into output: inout MutableSpan<UInt8>) {
            precondition(output.count == size)
            unsafe output.withPointer { pointer, _ in _ = unsafe crypto_auth_hmacsha256_final(&state, pointer) }
            unsafe sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
        }
    }
}
