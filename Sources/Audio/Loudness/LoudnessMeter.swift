internal import CEBUR128
internal import Glibc

/// Measures stereo sound at 48 kHz with libebur128. Used by one thread.
package struct LoudnessMeter: ~Copyable {
    private let handle: Handle

    package init() throws {
        handle = try Handle()
    }

    /// Takes 20 ms.
    package func add(_ block: SampleBlock) throws {
        let samples = unsafe UnsafeRawPointer(block.frames).assumingMemoryBound(to: Float.self)
        guard unsafe ebur128_add_frames_float(handle.state, samples, SampleBlock.count) == 0 else {
            throw OutOfMemory()
        }
    }

    /// Of all that was taken; nil where nothing was loud enough to be measured.
    package var loudness: TrackLoudness? {
        var integrated = 0.0
        guard unsafe ebur128_loudness_global(handle.state, &integrated) == 0, integrated.isFinite else { return nil }
        var highest = 0.0
        for channel in 0..<UInt32(OpusEncoder.channels) {
            var peak = 0.0
            guard unsafe ebur128_true_peak(handle.state, channel, &peak) == 0 else { return nil }
            highest = max(highest, peak)
        }
        return TrackLoudness(integrated: integrated, truePeak: highest > 0 ? 20 * log10(highest) : -120)
    }

    struct OutOfMemory: Error {}

    @safe
    struct Handle: ~Copyable {
        fileprivate let state: UnsafeMutablePointer<ebur128_state>

        fileprivate init() throws(OutOfMemory) {
            // The histogram keeps the memory the same however long the track is.
            let mode = Int32(
                EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue | EBUR128_MODE_HISTOGRAM.rawValue)
            let made = unsafe ebur128_init(UInt32(OpusEncoder.channels), UInt(OpusPacket.sampleRate), mode)
            guard let made = unsafe made else { throw OutOfMemory() }
            unsafe state = made
        }

        deinit {
            var state: UnsafeMutablePointer<ebur128_state>? = unsafe state
            unsafe ebur128_destroy(&state)
        }
    }
}
