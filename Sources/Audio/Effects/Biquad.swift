internal import Glibc

/// The coefficients of a filter of the second order at 48 kHz, divided by a0.
/// Source: Robert Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
struct Biquad {
    var b0 = 1.0
    var b1 = 0.0
    var b2 = 0.0
    var a1 = 0.0
    var a2 = 0.0

    /// Raises or lowers what is around `hertz`.
    static func peak(hertz: Double, decibels: Double, quality: Double) -> Biquad {
        let (cosine, alpha) = angle(hertz, quality)
        let amplitude = pow(10, decibels / 40)
        return Biquad(
            b: (1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude),
            a: (1 + alpha / amplitude, -2 * cosine, 1 - alpha / amplitude))
    }

    /// Raises or lowers what is below `hertz`.
    static func lowShelf(hertz: Double, decibels: Double) -> Biquad {
        let (cosine, alpha) = angle(hertz, 0.5.squareRoot())
        let amplitude = pow(10, decibels / 40)
        let slope = 2 * amplitude.squareRoot() * alpha
        let (sum, difference) = (amplitude + 1, amplitude - 1)
        return Biquad(
            b: (
                amplitude * (sum - difference * cosine + slope), 2 * amplitude * (difference - sum * cosine),
                amplitude * (sum - difference * cosine - slope)
            ),
            a: (sum + difference * cosine + slope, -2 * (difference + sum * cosine), sum + difference * cosine - slope))
    }

    static func lowPass(hertz: Double, quality: Double) -> Biquad {
        let (cosine, alpha) = angle(hertz, quality)
        return Biquad(
            b: ((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2), a: (1 + alpha, -2 * cosine, 1 - alpha))
    }

    private static func angle(_ hertz: Double, _ quality: Double) -> (cosine: Double, alpha: Double) {
        let omega = 2 * Double.pi * hertz / Double(OpusPacket.sampleRate)
        return (cos(omega), sin(omega) / (2 * quality))
    }
}

extension Biquad {
    fileprivate init(b: (Double, Double, Double), a: (Double, Double, Double)) {
        self.init(b0: b.0 / a.0, b1: b.1 / a.0, b2: b.2 / a.0, a1: a.1 / a.0, a2: a.2 / a.0)
    }
}
