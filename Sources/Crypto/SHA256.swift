internal import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    package static let size = 32

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        hash(bytes.span)
    }

    package static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: size)
        unsafe bytes.withPointer { pointer, count in _ = unsafe COpenSSL.SHA256(pointer, count, &digest) }
        return digest
    }
}
