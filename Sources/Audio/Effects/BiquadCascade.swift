/// Filters of the second order one after the other, four of them at a time in one vector.
final class BiquadCascade: EffectStage {
    private var quads: [BiquadQuad]

    init(_ sections: [Biquad]) {
        quads = stride(from: 0, to: sections.count, by: BiquadQuad.sections).map {
            BiquadQuad(sections[$0..<min($0 + BiquadQuad.sections, sections.count)])
        }
    }

    func process(_ block: SampleBlock) {
        for index in quads.indices { quads[index].process(block) }
    }
}

/// Four sections in a row in transposed direct form II, for both channels: lanes 2k and 2k+1 are section k.
///
/// A section's recursion is a chain of dependent steps, so the processor would mostly wait. Here the sections work at the
/// same time, each on the frame that the one before it did a step earlier; at a block's edges those without work stand still.
private struct BiquadQuad {
    static let sections = 4
    private static let skew = sections - 1

    private var b0 = SIMD8<Float>(repeating: 1)
    private var b1 = SIMD8<Float>.zero
    private var b2 = SIMD8<Float>.zero
    private var a1 = SIMD8<Float>.zero
    private var a2 = SIMD8<Float>.zero
    private var first = SIMD8<Float>.zero
    private var second = SIMD8<Float>.zero

    init(_ sections: ArraySlice<Biquad>) {
        for (index, section) in sections.enumerated() {
            for lane in [2 * index, 2 * index + 1] {
                b0[lane] = Float(section.b0)
                b1[lane] = Float(section.b1)
                b2[lane] = Float(section.b2)
                a1[lane] = Float(section.a1)
                a2[lane] = Float(section.a2)
            }
        }
    }

    mutating func process(_ block: SampleBlock) {
        let frames = unsafe block.frames
        let count = SampleBlock.count
        var output = SIMD8<Float>.zero
        for step in 0..<Self.skew {
            output = unsafe stepped(frames[step], output, active: 0...step)
        }
        // Copies in registers: through `self` each step would go by way of memory.
        let (b0, b1, b2, a1, a2) = (b0, b1, b2, a1, a2)
        var (first, second) = (first, second)
        for step in Self.skew..<count {
            let input = Self.shifted(output, unsafe frames[step])
            output = b0 * input + first
            first = b1 * input - a1 * output + second
            second = b2 * input - a2 * output
            unsafe frames[step - Self.skew] = SIMD2(output[6], output[7])
        }
        (self.first, self.second) = (first, second)
        for step in 0..<Self.skew {
            output = stepped(.zero, output, active: step + 1...Self.skew)
            unsafe frames[count - Self.skew + step] = SIMD2(output[6], output[7])
        }
    }

    /// A step in which only some of the sections have work.
    private mutating func stepped(
        _ frame: SIMD2<Float>, _ previous: SIMD8<Float>, active: ClosedRange<Int>
    ) -> SIMD8<Float> {
        let input = Self.shifted(previous, frame)
        let output = b0 * input + first
        let (nextFirst, nextSecond) = (b1 * input - a1 * output + second, b2 * input - a2 * output)
        for lane in 2 * active.lowerBound...2 * active.upperBound + 1 {
            first[lane] = nextFirst[lane]
            second[lane] = nextSecond[lane]
        }
        return output
    }

    /// What each section gets: the frame, or what the section before it gave.
    @inline(__always)
    private static func shifted(_ output: SIMD8<Float>, _ frame: SIMD2<Float>) -> SIMD8<Float> {
        SIMD8(frame.x, frame.y, output[0], output[1], output[2], output[3], output[4], output[5])
    }
}
