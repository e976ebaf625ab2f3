internal import CZlib
package import Compression

/// The sending side of `InflateStream`: packs messages into one zlib stream, a sync flush after each.
///
/// Not thread-safe: one owner.
@safe
package final class DeflateStream {
    private let stream: UnsafeMutablePointer<z_stream>

    package init() throws(InflateError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_deflate_init(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// The packed form of one message.
    package func message(_ bytes: [UInt8]) throws(InflateError) -> [UInt8] {
        var input = bytes
        // Room for incompressible input, the stream's header and the flush mark.
        let room = unsafe Int(deflateBound(stream, UInt(bytes.count))) + 64
        var status = Z_OK
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, produced in
            unsafe input.withUnsafeMutableBufferPointer { source in
                unsafe stream.pointee.next_in = source.baseAddress
                unsafe stream.pointee.avail_in = UInt32(source.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                unsafe status = deflate(stream, Z_SYNC_FLUSH)
                unsafe produced = output.count - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
            }
        }
        guard status == Z_OK else { throw .corrupted }
        return packed
    }
}
