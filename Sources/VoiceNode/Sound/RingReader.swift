internal import Audio
internal import CPOSIX

/// Reads a track's ring beside the driver, and, once the driver has left it, in its place. One worker thread.
@safe
final class RingReader: PacketSource {
    /// How far back the ring can be given up again; more than a deck decodes ahead.
    private static let memory = 64
    private static let patience: Int64 = 5_000_000

    let ring: FrameRing
    /// Packets of the ring that come before the next one.
    private(set) var frame: Int
    private var offset: Int
    private var offsets: [Int]
    private let isWanted: () -> Bool

    /// Begins with the packet that the driver would take next.
    init(_ ring: FrameRing, while isWanted: @escaping () -> Bool) {
        self.ring = ring
        self.isWanted = isWanted
        (offset, frame) = ring.keep()
        offsets = Array(repeating: offset, count: Self.memory)
    }

    func next(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        while isWanted() {
            guard !ring.isOver(after: frame) else { return nil }
            offsets[frame % Self.memory] = offset
            var place = offset
            let taken = unsafe packet.withUnsafeMutableBytes { bytes in
                unsafe bytes.baseAddress.map { unsafe ring.peek(at: &place, into: $0) } ?? .finished
            }
            switch taken {
            case .packet(let length):
                offset = place
                frame += 1
                return length
            case .finished: return nil
            case .empty: cposix_sleep_until_ns(cposix_monotonic_ns() + Self.patience)
            }
        }
        throw CancellationError()
    }

    /// Passes over packets until `frame` comes next. False at the ring's end.
    func skip(to frame: Int) throws -> Bool {
        var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        while self.frame < frame {
            var room = packet.mutableSpan
            guard try next(into: &room) != nil else { return false }
            ring.keep(from: offset)
        }
        return true
    }

    /// The driver has left the ring: it counts as taken up to `frame`, behind which all is still there.
    func take(upTo frame: Int) {
        offsets[self.frame % Self.memory] = offset
        let known = min(max(frame, self.frame - Self.memory + 1, 0), self.frame)
        guard known > ring.framesTaken else { return }
        ring.readOn(from: offsets[known % Self.memory], frame: known)
    }
}
