/// The Opus packets of a track, 20 ms each, pulled by one worker thread.
package protocol PacketSource: AnyObject {
    /// Puts the next packet at the front of `packet`, which has room for `TrackSource.maximumPacketSize`, and gives its length;
    /// nil at the track's end. Blocks until there is one. Throws `CancellationError` where nobody wants it any more.
    func next(into packet: inout MutableSpan<UInt8>) throws -> Int?
}
