import Foundation

@testable import Audio

/// Sound made, processed block by block and measured in tests: interleaving is undone, 48 kHz.
struct Waves {
    var left: [Float]
    var right: [Float]

    var count: Int { left.count }

    /// A tone on each side; whole blocks of 960 frames.
    static func tone(_ left: Double, _ right: Double? = nil, blocks: Int, amplitude: Float = 0.25) -> Waves {
        let frames = 0..<blocks * SampleBlock.count
        func side(_ hertz: Double) -> [Float] {
            frames.map { amplitude * Float(sin(2 * Double.pi * hertz * Double($0) / 48_000)) }
        }
        return Waves(left: side(left), right: side(right ?? left))
    }

    /// Noise with equal power at all frequencies, the same in each run; the sides differ.
    static func noise(blocks: Int, amplitude: Float = 0.1) -> Waves {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> Float {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return amplitude * (Float(state >> 40) / Float(1 << 23) - 1)
        }
        let count = blocks * SampleBlock.count
        return Waves(left: (0..<count).map { _ in next() }, right: (0..<count).map { _ in next() })
    }

    /// The blocks after `change` had a look at each, in order.
    func processed(_ change: (Int, SampleBlock) throws -> Void) rethrows -> Waves {
        var result = Waves(left: [], right: [])
        let block = SampleBlock()
        for number in 0..<count / SampleBlock.count {
            for index in 0..<SampleBlock.count {
                let frame = number * SampleBlock.count + index
                block[index] = SIMD2(left[frame], right[frame])
            }
            try change(number, block)
            result.append(block)
        }
        return result
    }

    mutating func append(_ block: SampleBlock) {
        for index in 0..<SampleBlock.count {
            left.append(block[index].x)
            right.append(block[index].y)
        }
    }

    /// The amplitude of one frequency on a channel, from frame `start` on.
    static func amplitude(_ channel: [Float], at hertz: Double, from start: Int = 0, count: Int? = nil) -> Double {
        let part = channel[start..<min(start + (count ?? channel.count), channel.count)]
        var (cosine, sine) = (0.0, 0.0)
        for (index, sample) in part.enumerated() {
            let phase = 2 * Double.pi * hertz * Double(index) / 48_000
            // A Hann window: what is beside the frequency counts little.
            let window = 1 - cos(2 * Double.pi * Double(index) / Double(part.count))
            cosine += Double(sample) * cos(phase) * window
            sine += Double(sample) * sin(phase) * window
        }
        return 2 * (cosine * cosine + sine * sine).squareRoot() / Double(part.count)
    }

    static func decibels(_ ratio: Double) -> Double { 20 * log10(max(ratio, 1e-12)) }

    /// The largest step between neighbouring samples of either side.
    var largestJump: Float { max(Self.largestJump(left[...]), Self.largestJump(right[...])) }

    static func largestJump(_ samples: ArraySlice<Float>) -> Float {
        zip(samples, samples.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    }

    /// The largest second difference: a click stands out in it even where a steep wave hides it in the first.
    var largestBend: Float {
        func bend(_ side: [Float]) -> Float {
            var largest: Float = 0
            for index in side.indices.dropFirst().dropLast() {
                let around: Float = side[index - 1] + side[index + 1]
                largest = max(largest, abs(around - 2 * side[index]))
            }
            return largest
        }
        return max(bend(left), bend(right))
    }

    static func power(_ samples: ArraySlice<Float>) -> Double {
        samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))
    }
}
