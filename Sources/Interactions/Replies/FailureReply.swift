internal import Jobs

/// The words for why a job did not do what it asks, and what to do about it.
struct FailureReply: Sendable {
    let texts: Texts

    func text(_ failure: JobFailure) -> Markdown {
        switch failure {
        case .notInVoice: texts(.notInVoice)
        case .playingElsewhere(let channel): texts(.playingElsewhere, ["channel": Mention.channel(channel)])
        case .missingPermissions(let channel, let names):
            texts(.missingPermissions, ["channel": Mention.channel(channel), "permissions": list(names)])
        case .channelFull(let channel): texts(.channelFull, ["channel": Mention.channel(channel)])
        case .suppressedOnStage(let channel): texts(.suppressedOnStage, ["channel": Mention.channel(channel)])
        // The step is for the operator, who finds it in the log.
        case .voiceConnectionFailed: texts(.voiceConnectionFailed)
        case .unknownGuild: texts(.unknownGuild)
        case .nothingPlaying: texts(.nothingToDo)
        case .alreadyPaused: texts(.alreadyPaused)
        case .notPaused: texts(.notPaused)
        case .notConnected: texts(.notConnected)
        case .queueFull(let limit): texts(.queueFull, ["limit": "\(limit)"])
        case .unusableMedia(let problem): texts(key(problem))
        case .refused(let refusal): RefusalReply(texts: texts).text(refusal)
        case .busy: texts(.busy)
        case .storeUnavailable: texts(.storeUnavailable)
        case .newerVersion: texts(.newerVersion)
        case .internal(let reference): texts(.internalFault, ["reference": Markdown(escaping: reference)])
        }
    }

    /// For a job that no node has taken.
    func text(_ error: DeliveryError, of job: PlaybackJob) -> Markdown {
        switch error {
        case .nodeUnreachable, .misdirected, .noAnswer, .cancelled: texts(.nodeUnreachable)
        case .busy: text(.busy)
        case .newerVersion: text(.newerVersion)
        case .notFound: text(.unknownGuild)
        case .unauthorized, .refused, .malformedAnswer: text(.internal(reference: job.id.text))
        }
    }

    private func key(_ problem: MediaProblem) -> TextKey {
        switch problem {
        case .notAnAddress: .mediaNotAnAddress
        case .addressForbidden: .mediaForbidden
        case .unreachable: .mediaUnreachable
        case .refusedByServer: .mediaRefused
        case .tooLarge: .mediaTooLarge
        case .stalled: .mediaStalled
        case .notAudio: .mediaNotAudio
        case .expired: .mediaExpired
        case .decoderUnavailable: .mediaNoDecoder
        case .decoderStopped: .mediaDecoderStopped
        case .incomplete: .mediaIncomplete
        case .nothingFound: .mediaNothingFound
        case .botCheck: .mediaBotCheck
        case .signInNeeded: .mediaSignIn
        case .ageRestricted: .mediaAgeRestricted
        case .drmProtected: .mediaProtected
        case .regionLocked: .mediaRegionLocked
        case .notAvailable: .mediaNotAvailable
        case .lookupUnavailable: .mediaNoLookup
        case .lookupTimedOut: .mediaLookupTimedOut
        case .noCertainMatch: .mediaNoCertainMatch
        }
    }

    /// Discord's own names of permissions stay English: the node knows no others.
    private func list(_ names: [String]) -> Markdown {
        names.map { "**\($0)**" as Markdown }.joined(by: ", ")
    }
}
