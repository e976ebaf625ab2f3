import CMicroHTTPD
import Foundation

/// A fresh self-signed certificate in a folder of its own.
final class TestCertificate {
    struct Failure: Error {
        let code: Int32
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    var certificate: String { folder.appendingPathComponent("cert.pem").path }
    var key: String { folder.appendingPathComponent("key.pem").path }

    init(name: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write(name: name)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Puts another certificate and key in the place of the old ones.
    func write(name: String) throws {
        var key: gnutls_x509_privkey_t?
        var certificate: gnutls_x509_crt_t?
        try unsafe Self.check(gnutls_x509_privkey_init(&key))
        try unsafe Self.check(gnutls_x509_crt_init(&certificate))
        defer {
            unsafe gnutls_x509_privkey_deinit(key)
            unsafe gnutls_x509_crt_deinit(certificate)
        }
        // GNUTLS_CURVE_TO_BITS is a macro.
        let curve = 1 << 31 | GNUTLS_ECC_CURVE_SECP256R1.rawValue
        try unsafe Self.check(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, curve, 0))
        let now = time(nil)
        var serial: UInt8 = 1
        try unsafe Self.check(gnutls_x509_crt_set_version(certificate, 3))
        try unsafe Self.check(gnutls_x509_crt_set_serial(certificate, &serial, 1))
        try unsafe Self.check(gnutls_x509_crt_set_activation_time(certificate, now - 60))
        try unsafe Self.check(gnutls_x509_crt_set_expiration_time(certificate, now + 3600))
        try unsafe Self.check(gnutls_x509_crt_set_dn(certificate, "CN=\(name)", nil))
        try unsafe Self.check(gnutls_x509_crt_set_key(certificate, key))
        try unsafe Self.check(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0))
        var text = unsafe gnutls_datum_t()
        try unsafe Self.check(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &text))
        try unsafe Self.save(&text, to: self.certificate)
        try unsafe Self.check(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &text))
        try unsafe Self.save(&text, to: self.key)
    }

    private static func save(_ text: inout gnutls_datum_t, to path: String) throws {
        defer { unsafe cmhd_gnutls_free(text.data) }
        let data = unsafe Data(bytes: text.data, count: Int(text.size))
        try data.write(to: URL(fileURLWithPath: path))
    }

    private static func check(_ code: Int32) throws {
        guard code >= 0 else { throw Failure(code: code) }
    }
}
