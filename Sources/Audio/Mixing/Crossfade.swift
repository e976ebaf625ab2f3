internal import Glibc

/// The passage from one track to the next: the squares of the two gains always add up to 1, so that the power stays even.
package struct Crossfade {
    package let blocks: Int
    private var done = 0

    /// `blocks` of 20 ms, at least one.
    package init(blocks: Int) {
        self.blocks = max(blocks, 1)
    }

    package var isOver: Bool { done >= blocks }

    /// Adds the outgoing track's block to the incoming one's.
    package mutating func mix(_ outgoing: SampleBlock, into block: SampleBlock) {
        // The angle goes from 0 to a right angle over the whole passage; within a block both gains turn by a rotation.
        let step = Float.pi / 2 / Float(blocks * SampleBlock.count)
        let start = Float(done * SampleBlock.count) * step
        var (sine, cosine) = (sinf(start), cosf(start))
        let (stepSine, stepCosine) = (sinf(step), cosf(step))
        for index in 0..<SampleBlock.count {
            unsafe block.frames[index] = block.frames[index] * sine + outgoing.frames[index] * cosine
            (sine, cosine) = (sine * stepCosine + cosine * stepSine, cosine * stepCosine - sine * stepSine)
        }
        done += 1
    }
}
