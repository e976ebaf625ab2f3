internal import CSoundTouch

/// Speed and pitch, changed apart from each other by SoundTouch. What it holds back it makes up for: the first frame that comes
/// out belongs to the first that went in.
@safe
final class TimeStretcher {
    struct OutOfMemory: Error {}

    private let stretcher: OpaquePointer

    /// `speed` of 2 takes half the time; `semitones` of 12 sounds an octave higher.
    init(speed: Double, semitones: Double) throws {
        guard let made = unsafe csoundtouch_make(speed, semitones) else { throw OutOfMemory() }
        unsafe stretcher = made
    }

    deinit { unsafe csoundtouch_free(stretcher) }

    /// Frames that can be taken now.
    var ready: Int { unsafe csoundtouch_ready(stretcher) }

    func put(_ block: SampleBlock) throws {
        let frames = unsafe UnsafeRawPointer(block.frames).assumingMemoryBound(to: Float.self)
        guard unsafe csoundtouch_put(stretcher, frames, SampleBlock.count) == 0 else { throw OutOfMemory() }
    }

    /// Fills the front of `block` and says how many frames that were; what is left is silent.
    func take(_ block: SampleBlock) -> Int {
        let frames = unsafe UnsafeMutableRawPointer(block.frames).assumingMemoryBound(to: Float.self)
        let count = unsafe csoundtouch_take(stretcher, frames, SampleBlock.count)
        for index in count..<SampleBlock.count { unsafe block.frames[index] = .zero }
        return count
    }

    /// Says that nothing more is put: the rest can be taken.
    func flush() throws {
        guard unsafe csoundtouch_flush(stretcher) == 0 else { throw OutOfMemory() }
    }
}
