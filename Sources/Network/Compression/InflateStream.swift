internal import CZlib

/// Why compressed input was refused. The stream is unusable afterwards: its context is lost.
package enum InflateError: Error, Hashable {
    /// The message would unpack to more than the limit, in bytes.
    case messageTooLarge(limit: Int)
    /// More compressed bytes than the limit arrived without the end of a message.
    case inputTooLarge(limit: Int)
    case corrupted
    case outOfMemory
}

/// One zlib stream that carries many messages, each ended by a sync flush (`00 00 FF FF`), as Discord's `zlib-stream`.
///
/// The dictionary is shared by all messages, so they must be given in order and none may be left out.
/// Memory stays within the limits whatever arrives. Not thread-safe: one owner.
@safe
package final class InflateStream {
    private static let flush: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
    private static let step = 32 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private let maximumInput: Int
    private let maximumOutput: Int
    private var pending: [UInt8] = []
    private var hasFailed = false

    /// Limits are in bytes per message, before and after unpacking.
    package init(maximumInput: Int = 4 << 20, maximumOutput: Int = 16 << 20) throws(InflateError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_inflate_init(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = stream
        self.maximumInput = maximumInput
        self.maximumOutput = maximumOutput
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes the next compressed bytes. Returns the message they complete, or nil while its end is missing.
    package func append(_ bytes: [UInt8]) throws(InflateError) -> [UInt8]? {
        guard !hasFailed else { throw .corrupted }
        guard pending.count + bytes.count <= maximumInput else { throw fail(.inputTooLarge(limit: maximumInput)) }
        pending += bytes
        guard pending.suffix(4).elementsEqual(Self.flush) else { return nil }
        defer { pending.removeAll(keepingCapacity: pending.capacity <= 64 * 1024) }
        do {
            return try inflatePending()
        } catch {
            throw fail(error)
        }
    }

    private func fail(_ error: InflateError) -> InflateError {
        hasFailed = true
        pending = []
        return error
    }

    private func inflatePending() throws(InflateError) -> [UInt8] {
        var output: [UInt8] = []
        var consumed = 0
        while true {
            let before = output.count
            let (status, used) = inflateStep(from: consumed, into: &output)
            consumed += used
            guard status == Z_OK || status == Z_BUF_ERROR else {
                throw status == Z_MEM_ERROR ? .outOfMemory : .corrupted
            }
            guard output.count <= maximumOutput else { throw .messageTooLarge(limit: maximumOutput) }
            // A step that did not fill its room has nothing left to give.
            guard output.count - before == Self.step else { break }
        }
        guard consumed == pending.count else { throw .corrupted }
        return output
    }

    /// Unpacks at most `step` bytes. Returns zlib's status and how many bytes of `pending` were used.
    private func inflateStep(from offset: Int, into output: inout [UInt8]) -> (status: Int32, used: Int) {
        var status = Z_OK
        var used = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.step) { room, produced in
            unsafe pending.withUnsafeMutableBufferPointer { input in
                unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + offset }
                unsafe stream.pointee.avail_in = UInt32(input.count - offset)
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room.count)
                unsafe status = inflate(stream, Z_SYNC_FLUSH)
                unsafe used = input.count - offset - Int(stream.pointee.avail_in)
                unsafe produced = room.count - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
            }
        }
        output += piece
        return (status, used)
    }
}
