/// Both sides get the same.
final class Mono: EffectStage {
    func process(_ block: SampleBlock) {
        let frames = unsafe block.frames
        for index in 0..<SampleBlock.count {
            let frame = unsafe frames[index]
            unsafe frames[index] = SIMD2(repeating: (frame.x + frame.y) * 0.5)
        }
    }
}

/// Takes out what both sides have in common above the bass.
final class Karaoke: EffectStage {
    /// Below it drums and bass stay.
    private static let bass = 160.0

    private let amount: Float
    private let middle = SampleBlock()
    private let filter = BiquadCascade([
        .lowPass(hertz: bass, quality: 0.541_196_1), .lowPass(hertz: bass, quality: 1.306_563),
    ])

    init(amount: Float) {
        self.amount = amount
    }

    func process(_ block: SampleBlock) {
        let (frames, low) = unsafe (block.frames, middle.frames)
        for index in 0..<SampleBlock.count {
            let frame = unsafe frames[index]
            unsafe low[index] = SIMD2(repeating: (frame.x + frame.y) * 0.5)
        }
        filter.process(middle)
        for index in 0..<SampleBlock.count {
            let frame = unsafe frames[index]
            let common = SIMD2(repeating: (frame.x + frame.y) * 0.5)
            unsafe frames[index] = frame - (common - low[index]) * amount
        }
    }
}
