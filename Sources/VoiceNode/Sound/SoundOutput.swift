internal import Audio
internal import Synchronization

/// The processed packets of one track on their way to the driver, and which place of the track each of them holds.
///
/// Written by the processor's thread, read by the driver and, for the position, by anyone.
final class SoundOutput: Sendable {
    /// What a change of settings is late by at most: 200 ms. Half of it is made at a time.
    static let frames = 10
    private static let memory = 32

    let ring = FrameRing(capacity: 16 * 1024, frames: frames)
    /// The track's own ring.
    let source: FrameRing
    private let isHandedBack = Atomic(false)
    /// The place in `source` behind each of the newest packets.
    private let places = Mutex(Array(repeating: 0.0, count: memory))

    init(of source: FrameRing) {
        self.source = source
    }

    /// Packets of the source that were heard, whatever the speed.
    var framesHeard: Int {
        let taken = ring.framesTaken
        guard taken > 0, !(isHandedBack.load(ordering: .acquiring) && !ring.hasPackets) else {
            return source.framesTaken
        }
        return Int(places.withLock { $0[(taken - 1) % Self.memory] })
    }

    /// Tells where in the source packet `number` of this ring ends, before it is pushed.
    func note(_ place: Double, of number: Int) {
        places.withLock { $0[number % Self.memory] = place }
    }

    /// The source's packets go on where this ring ends.
    func handBack() {
        isHandedBack.store(true, ordering: .releasing)
        ring.announceContinuation()
    }
}
