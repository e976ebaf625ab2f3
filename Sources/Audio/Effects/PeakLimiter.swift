internal import Glibc

/// Keeps peaks below a ceiling: softer before they come, louder again slowly, so that the sound is not broken.
///
/// It works on segments of half a millisecond and is told how high each is before it is due; between their edges the gain is a
/// straight line. The ceiling lies below what listeners may hear by a reserve for the codec, which makes peaks a little higher: 1.5 dB,
/// 2 below 96 kbit/s, and more for as long as what comes out of a decoder shows that it isn't enough. Used by one thread.
struct PeakLimiter {
    /// Frames in a segment.
    static let segment = 24
    /// How many segments behind the last of a window are looked at: 5 ms.
    static let ahead = 10
    /// What listeners may hear at most: -1 dBTP, and a tenth of a decibel by which measuring may differ.
    static let ceiling: Float = 0.881_049

    /// In decibels.
    private static let largestReserve: Float = 7.5
    /// What more of it one packet may ask for.
    private static let rise: Float = 1
    /// What of it goes in 20 ms while it isn't needed.
    private static let forgetting: Float = 0.02
    /// The way from silence to full loudness takes a quarter of a second.
    private static let release: Float = 1 / 500
    /// It begins and ends to work within 5 ms.
    private static let engaging: Float = 1 / 10
    /// Windows nearer to the ceiling than that, 1.5 dB, may come out of a decoder above it.
    private static let near: Float = 0.841_395

    /// Whether peaks are to be kept down from now on.
    var isEngaged = false
    private var engagement: Float = 0
    private var gain: Float = 1
    private var hasBegun = false
    /// Windows since it has been fully at work: of what is heard, the codec is to blame for no more than the third of them on.
    private var windows = 0
    private var leastReserve: Float
    private var reserve: Float
    private var limit: Float

    /// The coarser the codec, the larger the reserve.
    init(bitrate: Int32) {
        leastReserve = bitrate < 96_000 ? 2 : 1.5
        reserve = leastReserve
        limit = Self.factor(leastReserve)
    }

    /// Of the packets from now on.
    mutating func setBitrate(_ bitrate: Int32) { leastReserve = Self(bitrate: bitrate).leastReserve }

    /// Whether it leaves the sound as it is, and will go on to do so.
    var isAtRest: Bool { !isEngaged && gain == 1 }

    /// Below it there is no need to look between samples.
    var floor: Float { limit * 0.7 }

    /// Changes the segments in `frames`, whose peaks are in front of those of the segments that follow in `peaks`. Says
    /// whether they come close to the ceiling.
    mutating func process(
        _ frames: UnsafeMutablePointer<SIMD2<Float>>, segments count: Int, peaks: UnsafePointer<Float>
    ) -> Bool {
        if !hasBegun { unsafe begin(peaks) }
        guard isEngaged || gain < 1 || engagement > 0 else { return false }
        windows = engagement == 1 ? windows + 1 : 0
        var highest: Float = 0
        for segment in 0..<count {
            let end = unsafe gainBehind(segment, peaks)
            let peak = unsafe peaks[segment] * max(gain, end)
            highest = max(highest, peak)
            if gain < 1 || end < 1 { unsafe ramp(frames + segment * Self.segment, from: gain, to: end) }
            gain = end
        }
        return isEngaged && highest > limit * Self.near
    }

    /// How high the newest packet comes out of a listener's decoder.
    mutating func heard(_ peak: Float) {
        let excess = 20 * log10f(max(peak, 1e-6) / Self.ceiling)
        if excess > 0 {
            guard windows > 2 else { return }
            reserve = min(reserve + min(excess + 0.1, Self.rise), Self.largestReserve)
        } else if excess < -0.3 {
            reserve = max(reserve - Self.forgetting, leastReserve)
        }
        limit = Self.factor(reserve)
    }

    /// A stream that is limited from its first sample on has no passage into it.
    private mutating func begin(_ peaks: UnsafePointer<Float>) {
        hasBegun = true
        guard isEngaged else { return }
        engagement = 1
        gain = (0...Self.ahead).reduce(1) { min($0, unsafe allowed(peaks[$1])) }
    }

    /// The gain at the end of a segment: what the segments on both sides of it allow, and on its way to what those behind them will.
    private mutating func gainBehind(_ segment: Int, _ peaks: UnsafePointer<Float>) -> Float {
        engagement = isEngaged ? min(engagement + Self.engaging, 1) : max(engagement - Self.engaging, 0)
        var end = min(gain + Self.release, 1)
        end = min(end, unsafe allowed(peaks[segment]), unsafe allowed(peaks[segment + 1]))
        for distance in 2...Self.ahead {
            let allowed = unsafe allowed(peaks[segment + distance])
            if allowed < gain { end = min(end, gain + (allowed - gain) / Float(distance)) }
        }
        return end
    }

    private func allowed(_ peak: Float) -> Float {
        peak > limit ? 1 - engagement * (1 - limit / peak) : 1
    }

    private func ramp(_ frames: UnsafeMutablePointer<SIMD2<Float>>, from start: Float, to end: Float) {
        let step = (end - start) / Float(Self.segment)
        var level = start
        for index in 0..<Self.segment {
            unsafe frames[index] *= level
            level += step
        }
    }

    private static func factor(_ reserve: Float) -> Float { ceiling * powf(10, -reserve / 20) }
}
