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
            case let error as SiteError: Self.problem(error)
            case HLSError.encryption: .drmProtected
            case HLSError.tooLarge: .tooLarge
            case is HLSError: .notAudio
            case CatalogError.nothingFound: .nothingFound
            case CatalogError.lookupUnavailable, CatalogError.unsupported, CatalogError.notLinked: .lookupUnavailable
            case CatalogError.needsAccount: .signInNeeded
            case CatalogError.unavailable: .notAvailable
            case CatalogError.failing: .refusedByServer
            case CatalogError.uncertain: .noCertainMatch
            case TrackError.tooLarge: .tooLarge
            case TrackError.stalled: .stalled
            case TrackError.decoderUnavailable, TrackError.system: .decoderUnavailable
            default: .unreachable
            }
    }

    private static func problem(_ error: MediaFetchError) -> MediaProblem {
        switch error {
        case .status: .refusedByServer
        case .tooLarge, .tooLong, .nestedTooDeep: .tooLarge
        case .changed, .notResumable: .unreachable
        case .fetch(let error): problem(error)
        }
    }

    private static func problem(_ error: SiteError) -> MediaProblem {
        switch error {
        case .refused(let reason): problem(reason)
        case .cannotStart, .died, .cancelled: .lookupUnavailable
        case .busy, .timedOut: .lookupTimedOut
        }
    }

    private static func problem(_ reason: SiteError.Reason) -> MediaProblem {
        switch reason {
        case .botCheck: .botCheck
        case .ageRestricted: .ageRestricted
        case .signInNeeded: .signInNeeded
        case .drmProtected: .drmProtected
        case .regionLocked: .regionLocked
        case .unavailable: .notAvailable
        case .noFormats, .unsupported: .notAudio
        case .unreachable: .unreachable
        case .forbidden: .addressForbidden
        case .failed: .refusedByServer
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
