/// Decoded sound, pulled by one worker thread: interleaved stereo Float32 at 48 kHz, nominally between -1 and 1.
protocol PCMReader: AnyObject {
    /// Fills the front of `pcm` and says how many samples per channel it put there: as many as there is room for, fewer
    /// only at the end of the sound, and then 0.
    func read(into pcm: inout MutableSpan<Float>) throws -> Int
    /// Frees what the reader holds. Nothing is read after it.
    func close()
}
