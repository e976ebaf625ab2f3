internal import DiscordTypes
internal import Jobs

/// Something a guild's people are told in their text channel without having asked.
enum Notice: Sendable, Equatable {
    /// The track was left out.
    case trackFailed(title: String, requester: UserID, MediaProblem)
    /// The track gave no sound for ten seconds and was left out.
    case trackStuck(title: String, requester: UserID)
    case leftAlone(minutes: Int)
    /// Discord kept the bot from speaking all that time.
    case leftSilenced(minutes: Int)
    case voiceLost

    /// One short sentence. Titles are escaped so that they can't format or mention anything.
    var text: String {
        switch self {
        case .trackFailed(let title, _, .incomplete):
            "⚠️ **\(Self.escaped(title))** ended early: the rest of it is missing."
        case .trackFailed(let title, _, let problem):
            "⚠️ **\(Self.escaped(title))** was skipped: \(problem.sentence)"
        case .trackStuck(let title, _):
            "⚠️ **\(Self.escaped(title))** was skipped: nothing came from its server for ten seconds."
        case .leftAlone(let minutes):
            "👋 Nobody was listening for \(minutes) min, so I left. `/join` goes on where we were."
        case .leftSilenced(let minutes):
            "🔇 I was not allowed to speak for \(minutes) min, so I left. `/join` brings me back."
        case .voiceLost:
            "⚠️ The voice connection was lost and could not be restored. `/join` goes on where we were."
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if #"\*_~`|>[]()#-:@<"#.contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}

extension MediaProblem {
    var sentence: String {
        switch self {
        case .notAnAddress: "it is no web address."
        case .addressForbidden: "its address leads into a private network."
        case .unreachable: "its server can't be reached."
        case .refusedByServer: "its server refused to send it."
        case .tooLarge: "it is too large."
        case .stalled: "its server stopped sending."
        case .notAudio: "there is no playable audio in it."
        case .expired: "its address has expired. Upload it again."
        case .decoderUnavailable: "the decoder is not available on this machine."
        case .decoderStopped: "the decoder was stopped."
        case .incomplete: "the rest of it is missing."
        case .nothingFound: "nothing was found by that name."
        case .botCheck: "the site wants proof that no machine asks. Linking your own account helps."
        case .signInNeeded: "the site shows it to signed-in people only. Linking your own account may help."
        case .ageRestricted: "the site wants to know its listener's age. Linking your own account helps."
        case .drmProtected: "it is encrypted for the site's own players."
        case .regionLocked: "the site does not offer it in this country."
        case .notAvailable: "it is private or was removed."
        case .lookupUnavailable: "nothing can be looked up on this machine at the moment."
        case .lookupTimedOut: "its site took too long to answer."
        case .noCertainMatch: "nothing was found that is surely the same song."
        }
    }
}
