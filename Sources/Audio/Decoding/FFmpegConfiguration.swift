/// How ffmpeg is run.
package struct FFmpegConfiguration: Equatable, Sendable {
    /// The program, or its name without slash, which is looked up in `PATH`.
    package var path: String
    /// How long a `read` waits for sound.
    package var stallTimeout: Duration
    /// What ffmpeg may compute before it is ended. Decoding takes about 1/300 of what is heard: a day is enough for a station that
    /// plays for months. One that computes without an end gives no sound, and `stallTimeout` ends it.
    package var cpuSeconds: UInt64
    /// How much memory it may map.
    package var addressSpace: UInt64

    package init(
        path: String = "/usr/bin/ffmpeg", stallTimeout: Duration = .seconds(10), cpuSeconds: UInt64 = 86_400,
        addressSpace: UInt64 = 1 << 30
    ) {
        self.path = path
        self.stallTimeout = stallTimeout
        self.cpuSeconds = cpuSeconds
        self.addressSpace = addressSpace
    }
}
