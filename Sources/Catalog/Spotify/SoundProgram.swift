/// The operator's own program that gives the sound of a track of Spotify's with a member's account, such as one built on
/// librespot. None unless the operator names one; what it does not give is mirrored.
///
/// The contract: it is started once for each track, with exactly the arguments named. One line of JSON comes on its standard
/// input, `{"token":"…","track":"…"}`: the member's access token, and the track's id of 22 characters. It writes a medium that
/// ffmpeg reads from a pipe, such as Ogg Vorbis, to its standard output; nothing, or an error status before any byte, means that
/// it can't. It is ended when nobody listens any more.
package struct SoundProgram: Sendable, Equatable {
    /// Where it is; an absolute path.
    package var path: String
    package var arguments: [String]
    /// How long each of its bytes is waited for, the first one too.
    package var patience: Duration = .seconds(20)
    /// What it may use: it is confined like every other child, but for the network.
    package var cpuSeconds: UInt64 = 600
    package var addressSpace: UInt64 = 1 << 30

    package init(path: String, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// All that it sees of an environment.
    static let environment = ["LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"]
}
