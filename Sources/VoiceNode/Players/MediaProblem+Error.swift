internal import Audio
internal import Catalog
internal import HTTPClient
internal import Jobs

extension MediaProblem {
    /// What people are told about an error of a reader or a decoder.
    init(_ error: any Error) {
        self =
            switch error {
            case let problem as MediaProblem: problem
            case let error as MediaFetchError: Self.problem(error)
            case TrackError.noAudio, TrackError.malformed, TrackError.decoderFailed: .notAudio
            case TrackError.decoderKilled: .decoderStopped
            case TrackError.tooLarge: .tooLarge
            case TrackError.stalled: .stalled
            case TrackError.decoderUnavailable, TrackError.system: .decoderUnavailable
            default: .unreachable
            }
    }

    private static func problem(_ error: MediaFetchError) -> MediaProblem {
        switch error {
        case .status: .refusedByServer
        case .tooLarge, .tooLong: .tooLarge
        case .changed, .notResumable: .unreachable
        case .fetch(let error): problem(error)
        }
    }

    private static func problem(_ error: HTTPClientError) -> MediaProblem {
        switch error {
        case .addressForbidden: .addressForbidden
        case .invalidURL: .notAnAddress
        case .redirectRefused(.policy): .addressForbidden
        case .timeout: .stalled
        case .tooLarge: .tooLarge
        default: .unreachable
        }
    }
}
