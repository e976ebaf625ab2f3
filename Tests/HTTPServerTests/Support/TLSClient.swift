import CMicroHTTPD

/// TLS over a raw client. Blocking, to be used within `blocking {}`.
@safe
final class TLSClient: @unchecked Sendable {
    private let raw: RawClient
    private let session: gnutls_session_t
    private let credentials: gnutls_certificate_credentials_t

    /// Connects and shakes hands. The certificate is not verified: the tests look at it.
    static func connect(_ port: UInt16) async throws -> TLSClient {
        let raw = try RawClient.connect(port)
        return try await blocking { try TLSClient(raw) }
    }

    private init(_ raw: RawClient) throws {
        self.raw = raw
        var session: gnutls_session_t?
        var credentials: gnutls_certificate_credentials_t?
        unsafe gnutls_init(&session, UInt32(GNUTLS_CLIENT))
        unsafe gnutls_certificate_allocate_credentials(&credentials)
        guard let session = unsafe session, let credentials = unsafe credentials else {
            throw RawClient.Failure(description: "no TLS session")
        }
        unsafe self.session = session
        unsafe self.credentials = credentials
        unsafe gnutls_set_default_priority(session)
        unsafe gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
        unsafe gnutls_transport_set_int2(session, raw.descriptor, raw.descriptor)
        var result = unsafe gnutls_handshake(session)
        while result < 0, gnutls_error_is_fatal(result) == 0 { result = unsafe gnutls_handshake(session) }
        guard result == 0 else { throw RawClient.Failure(description: "handshake: \(result)") }
    }

    deinit {
        unsafe gnutls_deinit(session)
        unsafe gnutls_certificate_free_credentials(credentials)
    }

    /// The common name of the server's certificate.
    var serverName: String {
        var count: UInt32 = 0
        guard let chain = unsafe gnutls_certificate_get_peers(session, &count), count > 0 else { return "" }
        var certificate: gnutls_x509_crt_t?
        unsafe gnutls_x509_crt_init(&certificate)
        defer { unsafe gnutls_x509_crt_deinit(certificate) }
        unsafe gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER)
        var name = [CChar](repeating: 0, count: 256)
        var size = name.count
        unsafe gnutls_x509_crt_get_dn_by_oid(certificate, "2.5.4.3", 0, 0, &name, &size)
        return String(decoding: name[..<size].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Sends, then reads until `end` has come or the server is through.
    func exchange(_ request: String, until end: String) async throws -> String {
        try await blocking {
            let bytes = Array(request.utf8)
            guard unsafe gnutls_record_send(self.session, bytes, bytes.count) == bytes.count else {
                throw RawClient.Failure(description: "TLS send")
            }
            var text = ""
            var buffer = [UInt8](repeating: 0, count: 65536)
            while !text.hasSuffix(end) {
                let count = unsafe gnutls_record_recv(self.session, &buffer, buffer.count)
                guard count > 0 else { break }
                text += String(decoding: buffer[..<count], as: UTF8.self)
            }
            return text
        }
    }
}
