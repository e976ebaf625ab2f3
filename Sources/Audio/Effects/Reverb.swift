internal import Glibc

/// A hall: eight delay lines that feed each other without loss but for damping and decay (a feedback delay network with a
/// Householder matrix). Source: Jot and Chaigne, "Digital delay networks for designing artificial reverberators" (AES 1991).
@safe
final class Reverb: EffectStage {
    private static let capacity = 4096
    /// Primes, so that the echoes don't coincide; 23 to 62 ms.
    private static let delays = SIMD8<Int>(1123, 1327, 1559, 1801, 2017, 2309, 2617, 2957)
    /// Seconds until an echo is 60 dB softer.
    private static let decay: Float = 1.7
    private static let damping: Float = 0.35

    private let lines: UnsafeMutablePointer<SIMD8<Float>>
    private let feedback: SIMD8<Float>
    private let dry: Float
    private let wet: Float
    private var damped = SIMD8<Float>.zero
    private var position = 0

    init(amount: Float) {
        dry = 1 - 0.4 * amount
        wet = 0.45 * amount
        var feedback = SIMD8<Float>.zero
        for lane in 0..<8 {
            feedback[lane] = powf(10, -3 * Float(Self.delays[lane]) / (Float(OpusPacket.sampleRate) * Self.decay))
        }
        self.feedback = feedback
        unsafe lines = .allocate(capacity: Self.capacity)
        unsafe lines.initialize(repeating: .zero, count: Self.capacity)
    }

    deinit { unsafe lines.deallocate() }

    func process(_ block: SampleBlock) {
        let (frames, lines) = unsafe (block.frames, lines)
        let samples = unsafe UnsafeMutableRawPointer(lines).assumingMemoryBound(to: Float.self)
        let (mask, delays, feedback) = (Self.capacity - 1, Self.delays, feedback)
        var (damped, position) = (damped, position)
        for index in 0..<SampleBlock.count {
            let frame = unsafe frames[index]
            var echo = SIMD8<Float>.zero
            for lane in 0..<8 { echo[lane] = unsafe samples[((position - delays[lane]) & mask) << 3 + lane] }
            damped = echo + (damped - echo) * Self.damping
            let (low, high) = (damped.lowHalf, damped.highHalf)
            let four = low + high
            let left = four[0] + four[2]
            let right = four[1] + four[3]
            let turned = damped - (left + right) * 0.25
            unsafe lines[position & mask] =
                SIMD8(frame.x, frame.y, frame.x, frame.y, frame.x, frame.y, frame.x, frame.y) + turned * feedback
            let apart = low - high
            unsafe frames[index] =
                frame * dry + SIMD2(left + apart[0] - apart[2], right + apart[1] - apart[3]) * (wet * 0.5)
            position += 1
        }
        (self.damped, self.position) = (damped, position)
    }
}
