/// The effects of a stream in their order, and its volume. What becomes too loud by them is the encoder's to limit (`AlignedEncoder`).
///
/// Every change is heard as a passage: effects by a blend of two blocks (40 ms), in which the old ones and the new ones are both
/// at work, the volume by a straight line over one. Used by one thread; only `set` allocates.
package final class EffectsChain {
    private static let blendBlocks = 2
    /// Added to each sample, far below what anyone can hear (-360 dB): recursions that die away into denormal numbers would
    /// cost the processor a hundred times as much.
    private static let floor: Float = 1e-18

    private var effects: [Effect] = []
    private var stages: [any EffectStage] = []
    private var leaving: [any EffectStage]?
    private var blended = 0
    /// What to change to when the passage under way has ended.
    private var pending: [Effect]?
    private var gain: Float = 1
    private var targetGain: Float = 1
    private let scratch = SampleBlock()

    /// Begins with these effects and this volume, without a passage.
    package init(_ effects: [Effect] = [], gain: Float = 1) {
        self.effects = Self.audible(effects)
        stages = self.effects.compactMap { $0.makeStage() }
        self.gain = gain
        targetGain = gain
    }

    /// Whether blocks come out as they went in, and will go on to do so.
    package var isIdentity: Bool {
        effects.isEmpty && leaving == nil && gain == 1 && targetGain == 1
    }

    /// Goes over to these effects, in this order. `Effect.timescale` is passed over: it is the deck's.
    package func set(_ wanted: [Effect]) {
        let wanted = Self.audible(wanted)
        guard leaving == nil else { return pending = wanted }
        pending = nil
        guard wanted != effects else { return }
        leaving = stages
        blended = 0
        effects = wanted
        stages = wanted.compactMap { $0.makeStage() }
    }

    /// Goes over to this volume: 1 leaves the sound as it is.
    package func set(gain: Float) { targetGain = max(gain, 0) }

    package func process(_ block: SampleBlock) {
        if !stages.isEmpty || leaving != nil { unsafe addFloor(to: block.frames) }
        if let leaving {
            scratch.copy(block)
            for stage in leaving { stage.process(scratch) }
            for stage in stages { stage.process(block) }
            let part = Float(Self.blendBlocks)
            block.blend(from: scratch, 1 - Float(blended) / part, 1 - Float(blended + 1) / part)
            blended += 1
            if blended == Self.blendBlocks { endBlend() }
        } else {
            for stage in stages { stage.process(block) }
        }
        applyGain(block)
    }

    private func endBlend() {
        leaving = nil
        if let pending { set(pending) }
    }

    private func applyGain(_ block: SampleBlock) {
        guard gain != 1 || targetGain != 1 else { return }
        let frames = unsafe block.frames
        let step = (targetGain - gain) / Float(SampleBlock.count)
        var gain = gain
        for index in 0..<SampleBlock.count {
            unsafe frames[index] *= gain
            gain += step
        }
        self.gain = targetGain
    }

    private func addFloor(to frames: UnsafeMutablePointer<SIMD2<Float>>) {
        for index in 0..<SampleBlock.count { unsafe frames[index] += Self.floor }
    }

    private static func audible(_ effects: [Effect]) -> [Effect] {
        effects.filter { $0.kind != .timescale && !$0.changesNothing }.map(\.clamped)
    }
}
