internal import COpenSSL

/// The scrypt key derivation (RFC 7914).
package enum Scrypt {
    /// Takes as long and as much memory (128 · `cost` · `blockSize` bytes) as it is meant to: call it from a thread
    /// that may block. Nil if the parameters are not allowed (`cost` a power of two above 1).
    package static func derive(
        password: [UInt8], salt: [UInt8], cost: Int, blockSize: Int, parallelization: Int, count: Int
    ) -> [UInt8]? {
        guard cost > 1, blockSize > 0, parallelization > 0, count > 0 else { return nil }
        let (memory, overflow) = (128 * blockSize).multipliedReportingOverflow(by: cost + parallelization + 4)
        guard !overflow else { return nil }
        var output = [UInt8](repeating: 0, count: count)
        let isDone = unsafe password.withUnsafeBytes { password in
            unsafe EVP_PBE_scrypt(
                password.baseAddress, password.count, salt, salt.count, UInt64(cost), UInt64(blockSize),
                UInt64(parallelization), UInt64(memory), &output, count) == 1
        }
        guard isDone else {
            ERR_clear_error()
            return nil
        }
        return output
    }
}
