/// Why a track cannot be played, or not further. The source is of no use after any of them; what was given out before
/// stays good. Errors of the `ByteReader` are passed on as they are, and `CancellationError` after a cancellation.
package enum TrackError: Error, Equatable, Sendable {
    /// The medium has no audio in it.
    case noAudio
    /// The medium is damaged beyond what can be passed over. The text is for the log.
    case malformed(String)
    /// The medium must be stored before it can be played, and is larger than this many bytes.
    case tooLarge(limit: Int)
    /// ffmpeg cannot be started. `code` is the system's `errno`.
    case decoderUnavailable(path: String, code: Int32)
    /// ffmpeg gave up. Its message is bounded and printable, but quotes the medium: for the log only.
    case decoderFailed(status: Int32, message: String)
    /// ffmpeg was ended by a signal: by a limit set for it, by a fault of its own or from outside.
    case decoderKilled(signal: Int32)
    /// ffmpeg gave no sound for this long though it was asked to.
    case stalled(after: Duration)
    /// A system call failed that has no reason to. `code` is `errno`.
    case system(call: String, code: Int32)
}
