/// Keeps the sound below the ceiling: down at once, up again slowly, so that it sounds softer instead of broken.
struct Limiter {
    /// -1 dB of full scale.
    private static let ceiling: Float = 0.891_251
    /// The way back takes about 150 ms.
    private static let release: Float = 0.999_861

    private var peak: Float = 0

    /// Whether it holds the sound down now.
    var isActive: Bool { peak > Self.ceiling }

    mutating func process(_ block: SampleBlock) {
        let frames = unsafe block.frames
        var peak = peak
        for index in 0..<SampleBlock.count {
            let frame = unsafe frames[index]
            peak = max(abs(frame.x), abs(frame.y), peak * Self.release)
            if peak > Self.ceiling { unsafe frames[index] = frame * (Self.ceiling / peak) }
        }
        self.peak = peak
    }
}
