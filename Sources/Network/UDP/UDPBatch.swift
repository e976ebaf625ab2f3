internal import CPOSIX

/// Hands datagrams of many sockets to the kernel in one system call (io_uring), which costs less than a call for each.
///
/// For the one thread that made it. After `init` nothing here allocates, locks or waits.
@safe
package final class UDPBatch {
    private let batch: OpaquePointer

    /// For at most `capacity` datagrams. Nil where the kernel is older than 6.1 or forbids it, as container runtimes do.
    package init?(capacity: Int) {
        guard let batch = unsafe cposix_udp_batch_make(UInt32(capacity)) else { return nil }
        unsafe self.batch = batch
    }

    deinit {
        unsafe cposix_udp_batch_free(batch)
    }

    /// Adds a datagram for a connected socket, whose bytes must stay where they are until `send` has returned. False when
    /// the batch is full.
    package func add(_ packet: UnsafeRawBufferPointer, to descriptor: Int32, tag: UInt32) -> Bool {
        unsafe cposix_udp_batch_add(batch, descriptor, packet.baseAddress, packet.count, tag) != 0
    }

    /// Sends what was added, and calls `failed` with the tag of each datagram that the kernel did not take.
    package func send(failed: (UInt32) -> Void) {
        unsafe cposix_udp_batch_submit(batch)
        while case let tag = unsafe cposix_udp_batch_failed(batch), tag >= 0 { failed(UInt32(truncatingIfNeeded: tag)) }
    }
}
