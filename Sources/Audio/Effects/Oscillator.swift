internal import Glibc

/// A sine and a cosine that go on from frame to frame by a rotation, without calls of the mathematical library.
struct Oscillator {
    private(set) var cosine: Float = 1
    private(set) var sine: Float = 0
    private let stepCosine: Float
    private let stepSine: Float

    /// `frames` is how many frames of sound a step takes.
    init(hertz: Double, frames: Int = 1) {
        let angle = 2 * Double.pi * hertz * Double(frames) / Double(OpusPacket.sampleRate)
        stepCosine = Float(cos(angle))
        stepSine = Float(sin(angle))
    }

    @inline(__always)
    mutating func advance() {
        (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
    }

    /// Takes back what rounding did to the length; once a block is often enough.
    mutating func normalize() {
        let length = (cosine * cosine + sine * sine).squareRoot()
        cosine /= length
        sine /= length
    }
}
