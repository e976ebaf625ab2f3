internal import COpenSSL

/// SHA-1, broken for signatures; here only because the WebSocket handshake (RFC 6455 §4.2.2) prescribes it.
package enum SHA1 {
    package static let size = 20

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: size)
        unsafe bytes.span.withPointer { pointer, count in _ = unsafe COpenSSL.SHA1(pointer, count, &digest) }
        return digest
    }
}
