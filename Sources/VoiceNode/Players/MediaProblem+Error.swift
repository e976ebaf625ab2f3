internal import Audio
internal import Jobs

extension MediaProblem {
    /// What people are told about an error of a reader or a decoder.
    init(_ error: any Error) {
        self =
            switch error {
            case let problem as MediaProblem: problem
            case TrackError.noAudio, TrackError.malformed, TrackError.decoderFailed, TrackError.decoderKilled: .notAudio
            case TrackError.tooLarge: .tooLarge
            case TrackError.stalled: .stalled
            case TrackError.decoderUnavailable, TrackError.system: .decoderUnavailable
            default: .unreachable
            }
    }
}
