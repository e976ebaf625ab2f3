internal import Glibc

/// The loudness swings.
final class Tremolo: EffectStage {
    private var oscillator: Oscillator
    private let depth: Float

    init(hertz: Double, depth: Float) {
        oscillator = Oscillator(hertz: hertz)
        self.depth = depth
    }

    func process(_ block: SampleBlock) {
        var oscillator = oscillator
        let frames = unsafe block.frames
        for index in 0..<SampleBlock.count {
            unsafe frames[index] *= 1 - depth * (0.5 - 0.5 * oscillator.cosine)
            oscillator.advance()
        }
        oscillator.normalize()
        self.oscillator = oscillator
    }
}

/// The pitch swings: the sound is read out of a delay line at a place that moves to and fro.
@safe
final class Vibrato: EffectStage {
    /// Room for the largest swing, at 0.1 Hz.
    private static let capacity = 16_384
    private static let semitone = 0.059_463

    private let line: UnsafeMutablePointer<SIMD2<Float>>
    private var position = 0
    private var oscillator: Oscillator
    /// How far the delay swings to both sides, in frames.
    private let swing: Float

    init(hertz: Double, depth: Double) {
        oscillator = Oscillator(hertz: hertz)
        // The derivative of `swing * sin` is the deviation of the pitch.
        let swing = depth * Self.semitone * Double(OpusPacket.sampleRate) / (2 * .pi * hertz)
        self.swing = Float(min(swing, Double(Self.capacity / 2 - 4)))
        unsafe line = .allocate(capacity: Self.capacity)
        unsafe line.initialize(repeating: .zero, count: Self.capacity)
    }

    deinit { unsafe line.deallocate() }

    func process(_ block: SampleBlock) {
        var (oscillator, position) = (oscillator, position)
        let (frames, line) = unsafe (block.frames, line)
        let (mask, centre) = (Self.capacity - 1, swing + 1)
        for index in 0..<SampleBlock.count {
            unsafe line[position & mask] = frames[index]
            // Begins at the shortest delay.
            let delay = centre - swing * oscillator.cosine
            let whole = Int(delay)
            let share = delay - Float(whole)
            let near = unsafe line[(position - whole) & mask]
            let far = unsafe line[(position - whole - 1) & mask]
            unsafe frames[index] = near + (far - near) * share
            oscillator.advance()
            position += 1
        }
        oscillator.normalize()
        (self.oscillator, self.position) = (oscillator, position)
    }
}

/// The sound circles: its middle moves from one side to the other by equal power.
final class Rotation: EffectStage {
    /// Between these many frames the gains are joined by straight lines.
    private static let segment = 32
    /// How near to the outermost it comes, and how much of the original width stays.
    private static let reach: Float = 0.9
    private static let width: Float = 0.5

    private var oscillator: Oscillator
    private var gains = SIMD2<Float>(repeating: 1)

    init(hertz: Double) {
        oscillator = Oscillator(hertz: hertz, frames: Self.segment)
    }

    func process(_ block: SampleBlock) {
        let frames = unsafe block.frames
        for start in stride(from: 0, to: SampleBlock.count, by: Self.segment) {
            oscillator.advance()
            let angle = Float.pi / 4 * (1 + Self.reach * oscillator.sine)
            let next = SIMD2(cosf(angle), sinf(angle)) * Float(2).squareRoot()
            let step = (next - gains) / Float(Self.segment)
            for index in start..<start + Self.segment {
                let frame = unsafe frames[index]
                let middle = SIMD2(repeating: (frame.x + frame.y) * 0.5)
                unsafe frames[index] = (middle + (frame - middle) * Self.width) * gains
                gains += step
            }
            gains = next
        }
        oscillator.normalize()
    }
}
