internal import CMicroHTTPDPages
internal import Glibc
internal import Synchronization

/// The header of libmicrohttpd's own error pages (see CMicroHTTPDPages.h).
///
/// They come for: a line without a colon, a version that is none of HTTP/1.x, a malformed or huge Content-Length,
/// broken chunks, and a request line or header beyond libmicrohttpd's memory.
enum ErrorPages {
    private static let current = Mutex<[String]>([])

    /// Of the process, not of one server: libmicrohttpd doesn't say which server it makes a page for.
    static func setFields(_ security: SecurityFields) {
        let type = (name: "Content-Type", value: "text/html; charset=utf-8")
        current.withLock { current in
            // One server behind TLS is enough: over plain HTTP browsers ignore the field (RFC 6797, 8.1).
            let isSecure = current.contains(SecurityFields.strictTransport.name)
            let fields = security.adding(strictTransport: isSecure).fields + [type]
            let flat = fields.filter { !$0.value.isEmpty }.flatMap { [$0.name, $0.value] }
            guard current != flat else { return }
            current = flat
            // Never freed: a page may be in the making. Servers of one process hardly differ.
            let pointers = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: flat.count + 1)
            for (index, text) in flat.enumerated() {
                unsafe (pointers + index).initialize(to: UnsafePointer(strdup(text)))
            }
            unsafe (pointers + flat.count).initialize(to: nil)
            unsafe cmhd_pages_set_fields(pointers)
        }
    }
}
