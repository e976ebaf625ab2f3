internal import CMicroHTTPD

/// A response in libmicrohttpd's memory. Whoever holds it owns one reference.
@safe
struct BuiltResponse: ~Copyable {
    let pointer: OpaquePointer
    let status: Status

    /// Nil without memory.
    private init?(_ pointer: OpaquePointer?, _ status: Status) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
        self.status = status
    }

    deinit {
        unsafe MHD_destroy_response(pointer)
    }

    init?(_ status: Status, bytes: [UInt8]) {
        unsafe self.init(cmhd_response_copying(bytes, bytes.count), status)
    }

    /// Consumes the file: libmicrohttpd closes it.
    init?(_ status: Status, file: OpenFile) {
        guard let descriptor = file.release() else { return nil }
        unsafe self.init(MHD_create_response_from_fd64(UInt64(file.size), descriptor), status)
    }

    init?(_ status: Status, events: EventBuffer) {
        let context = unsafe Unmanaged.passRetained(events)  // Released in releaseEvents, called once.
        let made = unsafe cmhd_response_streaming(16 * 1024, readEvents, context.toOpaque(), releaseEvents)
        if unsafe made == nil { unsafe context.release() }
        unsafe self.init(made, status)
    }

    /// False if libmicrohttpd takes no such field, or the name or value could break the header.
    func add(_ name: String, _ value: String) -> Bool {
        guard ASCII.isField(name, value) else { return false }
        return addChecked(name, value)
    }

    /// The same for what `ASCII.isField` has approved before.
    func addChecked(_ name: String, _ value: String) -> Bool {
        // libmicrohttpd knows no empty values.
        value.isEmpty || (unsafe MHD_add_response_header(pointer, name, value)) == .YES
    }
}

private func readEvents(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
    guard let context = unsafe context else { return EventBuffer.endOfStream }
    let events = unsafe Unmanaged<EventBuffer>.fromOpaque(context).takeUnretainedValue()
    return unsafe events.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func releaseEvents(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<EventBuffer>.fromOpaque(context).release()
}
