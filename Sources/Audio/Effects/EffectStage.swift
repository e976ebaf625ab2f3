/// One effect at work: what it remembers of the sound so far. Used by one thread; allocates nothing after its creation.
protocol EffectStage: AnyObject {
    /// Changes the block in place.
    func process(_ block: SampleBlock)
}

extension Effect {
    /// The effect at work; nil for one that leaves all sounds as they are, and for `timescale`, which isn't a matter of blocks.
    func makeStage() -> (any EffectStage)? {
        guard !changesNothing else { return nil }
        switch clamped {
        case .equalizer(let gains): return BiquadCascade(Self.equalizerSections(gains))
        case .bassBoost(let decibels): return BiquadCascade([.lowShelf(hertz: 110, decibels: decibels)])
        case .timescale: return nil
        case .rotation(let hertz): return Rotation(hertz: hertz)
        case .karaoke(let amount): return Karaoke(amount: Float(amount))
        case .tremolo(let hertz, let depth): return Tremolo(hertz: hertz, depth: Float(depth))
        case .vibrato(let hertz, let depth): return Vibrato(hertz: hertz, depth: depth)
        // The two halves of a Butterworth filter of the fourth order.
        case .lowPass(let hertz):
            return BiquadCascade([
                .lowPass(hertz: hertz, quality: 0.541_196_1), .lowPass(hertz: hertz, quality: 1.306_563),
            ])
        case .mono: return Mono()
        case .reverb(let amount): return Reverb(amount: Float(amount))
        }
    }

    /// Bands at 0 dB cost nothing. A quality of 2.1 makes neighbours meet at half of their gain.
    private static func equalizerSections(_ gains: [Double]) -> [Biquad] {
        zip(equalizerBands, gains).compactMap { band, gain in
            gain == 0 ? nil : .peak(hertz: band, decibels: gain, quality: 2.1)
        }
    }
}
