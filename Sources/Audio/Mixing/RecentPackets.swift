/// The newest packets of a stream. Used by one thread; allocates nothing after its creation.
@safe
final class RecentPackets {
    static let count = 10

    private let bytes: UnsafeMutablePointer<UInt8>
    private var lengths = InlineArray<10, Int>(repeating: 0)
    private var next = 0

    init() {
        unsafe bytes = .allocate(capacity: Self.count * OpusEncoder.maximumPacketSize)
        unsafe bytes.initialize(repeating: 0, count: Self.count * OpusEncoder.maximumPacketSize)
    }

    deinit { unsafe bytes.deallocate() }

    func append(_ packet: Span<UInt8>) {
        let length = min(packet.count, OpusEncoder.maximumPacketSize)
        let room = unsafe bytes + next * OpusEncoder.maximumPacketSize
        unsafe packet.withUnsafeBufferPointer { packet in
            guard let start = packet.baseAddress else { return }
            unsafe room.update(from: start, count: length)
        }
        lengths[next] = length
        next = (next + 1) % Self.count
    }

    /// From the oldest on.
    func forEach(_ body: (Span<UInt8>) throws -> Void) rethrows {
        for offset in 0..<Self.count {
            let place = (next + offset) % Self.count
            guard lengths[place] > 0 else { continue }
            try body(unsafe Span(_unsafeStart: bytes + place * OpusEncoder.maximumPacketSize, count: lengths[place]))
        }
    }
}
