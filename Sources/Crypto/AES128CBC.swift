internal import COpenSSL

/// AES-128 in CBC mode with PKCS#7 padding, as HLS segments are encrypted with (RFC 8216 §4.3.2.4). No authentication: only for
/// media whose key came over the same way.
package enum AES128CBC {
    package static let blockSize = 16

    /// The plaintext; nil where key, initialisation vector or length don't fit, or the padding is wrong.
    package static func open(_ sealed: [UInt8], key: [UInt8], initialisation: [UInt8]) -> [UInt8]? {
        guard key.count == 16, initialisation.count == blockSize, !sealed.isEmpty, sealed.count % blockSize == 0,
            sealed.count <= Int(Int32.max) - blockSize, let context = unsafe EVP_CIPHER_CTX_new()
        else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        guard unsafe EVP_DecryptInit_ex(context, EVP_aes_128_cbc(), nil, key, initialisation) == 1 else { return nil }
        var plain = [UInt8](repeating: 0, count: sealed.count + blockSize)
        var (count, rest) = (Int32(0), Int32(0))
        let isOpen = unsafe plain.withUnsafeMutableBufferPointer { plain in
            guard let start = plain.baseAddress else { return false }
            return unsafe EVP_DecryptUpdate(context, start, &count, sealed, Int32(sealed.count)) == 1
                && EVP_DecryptFinal_ex(context, start + Int(count), &rest) == 1
        }
        guard isOpen else { return nil }
        plain.removeSubrange(Int(count + rest)...)
        return plain
    }
}
