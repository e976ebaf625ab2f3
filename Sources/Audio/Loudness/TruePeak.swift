internal import Glibc

/// The highest point of a wave, between its samples as well: looked at four times as closely as it is sampled.
/// Source: ITU-R BS.1770-4, annex 2.
struct TruePeak {
    /// So many frames before and behind a place tell how high the wave is there.
    static let reach = 8

    private static let steps = 3
    /// For each of the places a quarter, a half and three quarters behind a frame: the weights of the frames around it.
    private let weights: [Float]

    init() {
        let reach = Self.reach
        weights = (1...Self.steps).flatMap { step -> [Float] in
            let fraction = Double(step) / 4
            return (1 - reach...reach).map { offset in
                let distance = Double(offset) - fraction
                let sinc = sin(Double.pi * distance) / (Double.pi * distance)
                return Float(sinc * (0.5 + 0.5 * cos(Double.pi * distance / (Double(reach) + 0.5))))
            }
        }
    }

    /// Of `range` in `frames`, where `reach` frames on either side can be read. What lies between frames is looked at where one
    /// of them is higher than `floor`: elsewhere the wave hardly rises beyond it.
    func highest(_ frames: UnsafePointer<SIMD2<Float>>, _ range: Range<Int>, above floor: Float) -> Float {
        var highest = SIMD2<Float>.zero
        for index in range {
            let (here, next) = unsafe (Self.magnitude(frames[index]), Self.magnitude(frames[index + 1]))
            highest.replace(with: here, where: here .> highest)
            guard max(here.max(), next.max()) > floor else { continue }
            let between = unsafe around(frames + index + 1 - Self.reach)
            highest.replace(with: between, where: between .> highest)
        }
        return highest.max()
    }

    /// The highest of the places between the two middle ones of `frames`.
    private func around(_ frames: UnsafePointer<SIMD2<Float>>) -> SIMD2<Float> {
        var (first, second, third) = (SIMD2<Float>.zero, SIMD2<Float>.zero, SIMD2<Float>.zero)
        let count = 2 * Self.reach
        unsafe weights.withUnsafeBufferPointer { weights in
            for offset in 0..<count {
                let frame = unsafe frames[offset]
                unsafe first += frame * weights[offset]
                unsafe second += frame * weights[count + offset]
                unsafe third += frame * weights[2 * count + offset]
            }
        }
        let (one, other) = (Self.magnitude(first), Self.magnitude(second))
        let higher = one.replacing(with: other, where: other .> one)
        let last = Self.magnitude(third)
        return higher.replacing(with: last, where: last .> higher)
    }

    private static func magnitude(_ frame: SIMD2<Float>) -> SIMD2<Float> {
        frame.replacing(with: -frame, where: frame .< .zero)
    }
}
