internal import CMicroHTTPD

/// libmicrohttpd's side of a connection.
///
/// `@unchecked`: `MHD_resume_connection` may be called from any thread; everything else here is called on the
/// thread that libmicrohttpd serves the connection with. The pointer is valid while a request of it is under way.
@safe
struct HeldConnection: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    /// Takes the connection out of the event loop.
    func park() {
        unsafe MHD_suspend_connection(pointer)
    }

    /// Puts a parked connection back. Exactly once for each `park`.
    func resume() {
        unsafe MHD_resume_connection(pointer)
    }

    /// Consumes `response`. False: libmicrohttpd refused it, which ends the connection.
    func send(_ response: consuming BuiltResponse) -> Bool {
        unsafe MHD_queue_response(pointer, UInt32(response.status.code), response.pointer) == .YES
    }

    /// Writes behind libmicrohttpd's back, for the one case in which it takes no answer: while a body comes in.
    /// The caller ends the connection. Nothing of an answer is under way then, so nothing can be torn.
    func sendLastWords(_ bytes: [UInt8]) {
        if let session = unsafe cmhd_tls_session(pointer) {
            _ = unsafe gnutls_record_send(session, bytes, bytes.count)
        } else {
            _ = unsafe LastWords.send(bytes, to: cmhd_socket(pointer))
        }
    }

    /// Bytes of request line and header.
    var headSize: Int {
        unsafe cmhd_head_size(pointer)
    }

    /// Calls `body` with each header field: start and length of name and value in libmicrohttpd's memory.
    func forEachField(_ body: (UInt, Int, UInt, Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            var box = FieldVisitor(visit: body)
            _ = unsafe withUnsafeMutablePointer(to: &box) { box in
                unsafe MHD_get_connection_values_n(pointer, .HEADER_KIND, visitField, box)
            }
        }
    }
}

private struct FieldVisitor {
    let visit: (UInt, Int, UInt, Int) -> Void
}

private func visitField(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    guard let context = unsafe context else { return .NO }
    unsafe context.assumingMemoryBound(to: FieldVisitor.self).pointee.visit(
        UInt(bitPattern: name), nameLength, UInt(bitPattern: value), valueLength)
    return .YES
}
