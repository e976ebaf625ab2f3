internal import CMicroHTTPD

/// A certificate chain with its private key, in GnuTLS's memory.
///
/// `@unchecked`: immutable, and GnuTLS only reads it. It must outlive the handshakes that use it, hence each
/// connection keeps the one it began with.
@safe
final class Certificate: @unchecked Sendable {
    /// More than any public chain has.
    private static let longestChain: UInt32 = 16

    let chain: UnsafeMutablePointer<gnutls_pcert_st>
    let count: UInt32
    let key: gnutls_privkey_t

    /// Throws if a file is unreadable or malformed, or the key isn't the certificate's.
    init(_ files: ServerConfiguration.CertificateFiles) throws(ServerError) {
        let (chain, count) = try unsafe Self.loadChain(files.certificate)
        do throws(ServerError) {
            let key = try unsafe Self.loadKey(files.key)
            guard unsafe Self.belongTogether(chain, key) else {
                unsafe gnutls_privkey_deinit(key)
                throw .unusableCertificate(path: files.key, reason: "not the key of the certificate")
            }
            unsafe self.key = key
        } catch {
            unsafe Self.free(chain, count)
            throw error
        }
        unsafe self.chain = chain
        self.count = count
    }

    deinit {
        unsafe gnutls_privkey_deinit(key)
        unsafe Self.free(chain, count)
    }

    private static func loadChain(
        _ path: String
    ) throws(ServerError) -> (UnsafeMutablePointer<gnutls_pcert_st>, UInt32) {
        let chain = UnsafeMutablePointer<gnutls_pcert_st>.allocate(capacity: Int(longestChain))
        var count = longestChain
        let result = unsafe path.withCString { path in
            unsafe gnutls_pcert_list_import_x509_file(chain, &count, path, GNUTLS_X509_FMT_PEM, nil, nil, 0)
        }
        guard result >= 0, count > 0 else {
            unsafe chain.deallocate()
            throw .unusableCertificate(path: path, reason: reason(result))
        }
        return unsafe (chain, count)
    }

    private static func loadKey(_ path: String) throws(ServerError) -> gnutls_privkey_t {
        var contents = unsafe gnutls_datum_t()
        var result = unsafe gnutls_load_file(path, &contents)
        guard result >= 0 else { throw .unusableCertificate(path: path, reason: reason(result)) }
        defer {
            // The key shall not stay behind in freed memory.
            unsafe gnutls_memset(contents.data, 0, Int(contents.size))
            unsafe cmhd_gnutls_free(contents.data)
        }
        var key: gnutls_privkey_t?
        result = unsafe gnutls_privkey_init(&key)
        guard result >= 0, let key = unsafe key else { throw .unusableCertificate(path: path, reason: reason(result)) }
        result = unsafe gnutls_privkey_import_x509_raw(key, &contents, GNUTLS_X509_FMT_PEM, nil, 0)
        guard result >= 0 else {
            unsafe gnutls_privkey_deinit(key)
            throw .unusableCertificate(path: path, reason: reason(result))
        }
        return unsafe key
    }

    /// Signs with the key and verifies with the certificate.
    private static func belongTogether(_ chain: UnsafeMutablePointer<gnutls_pcert_st>, _ key: gnutls_privkey_t) -> Bool
    {
        var message = Array("key and certificate".utf8)
        return unsafe message.withUnsafeMutableBufferPointer { message in
            var data = unsafe gnutls_datum_t(data: message.baseAddress, size: UInt32(message.count))
            var signature = unsafe gnutls_datum_t()
            var algorithm = GNUTLS_SIGN_UNKNOWN
            var digest = GNUTLS_DIG_UNKNOWN
            guard unsafe gnutls_pubkey_get_preferred_hash_algorithm(chain.pointee.pubkey, &digest, nil) >= 0,
                unsafe gnutls_privkey_sign_data(key, digest, 0, &data, &signature) >= 0
            else { return false }
            defer { unsafe cmhd_gnutls_free(signature.data) }
            let kind = unsafe gnutls_pubkey_get_pk_algorithm(chain.pointee.pubkey, nil)
            algorithm = gnutls_pk_to_sign(gnutls_pk_algorithm_t(rawValue: UInt32(kind)), digest)
            return unsafe gnutls_pubkey_verify_data2(chain.pointee.pubkey, algorithm, 0, &data, &signature) >= 0
        }
    }

    private static func free(_ chain: UnsafeMutablePointer<gnutls_pcert_st>, _ count: UInt32) {
        for index in 0..<Int(count) { unsafe gnutls_pcert_deinit(chain + index) }
        unsafe chain.deallocate()
    }

    private static func reason(_ code: Int32) -> String {
        unsafe gnutls_strerror(code).map { unsafe String(cString: $0) } ?? "GnuTLS error \(code)"
    }
}
