/// 20 ms of sound, 960 frames of left and right at 48 kHz, at one place in memory for good.
///
/// Nominally between -1 and 1. Used by one thread at a time; its owner says which.
@safe
package final class SampleBlock {
    package static let count = OpusEncoder.frameSize

    let frames: UnsafeMutablePointer<SIMD2<Float>>

    package init() {
        unsafe frames = .allocate(capacity: Self.count)
        unsafe frames.initialize(repeating: .zero, count: Self.count)
    }

    deinit { unsafe frames.deallocate() }

    package subscript(index: Int) -> SIMD2<Float> {
        get {
            precondition((0..<Self.count).contains(index))
            return unsafe frames[index]
        }
        set {
            precondition((0..<Self.count).contains(index))
            unsafe frames[index] = newValue
        }
    }

    package func clear() { unsafe frames.update(repeating: .zero, count: Self.count) }

    package func copy(_ other: SampleBlock) { unsafe frames.update(from: other.frames, count: Self.count) }

    /// Goes over from `other` to this block's own sound: at its first frame all is `other`'s share `start`, at its end `end`.
    func blend(from other: SampleBlock, _ start: Float, _ end: Float) {
        var share = start
        let step = (end - start) / Float(Self.count)
        for index in 0..<Self.count {
            let own = unsafe frames[index]
            unsafe frames[index] = own + (other.frames[index] - own) * share
            share += step
        }
    }
}
