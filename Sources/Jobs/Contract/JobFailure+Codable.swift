internal import DiscordTypes

extension JobFailure: Codable {
    private enum Key: CodingKey {
        case reason, channel, permissions, step, limit, problem, reference, refusal
    }

    private enum Name: String, Codable {
        case notInVoice, playingElsewhere, missingPermissions, channelFull, suppressedOnStage, voiceConnectionFailed
        case unknownGuild, nothingPlaying, alreadyPaused, notPaused, notConnected, queueFull, unusableMedia, busy
        case storeUnavailable, newerVersion, `internal`, refused
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value<Value: Decodable>(_ key: Key) throws -> Value { try container.decode(Value.self, forKey: key) }
        switch try container.decode(Name.self, forKey: .reason) {
        case .notInVoice: self = .notInVoice
        case .playingElsewhere: self = .playingElsewhere(try value(.channel))
        case .missingPermissions: self = .missingPermissions(try value(.channel), try value(.permissions))
        case .channelFull: self = .channelFull(try value(.channel))
        case .suppressedOnStage: self = .suppressedOnStage(try value(.channel))
        case .voiceConnectionFailed: self = .voiceConnectionFailed(try value(.step))
        case .unknownGuild: self = .unknownGuild
        case .nothingPlaying: self = .nothingPlaying
        case .alreadyPaused: self = .alreadyPaused
        case .notPaused: self = .notPaused
        case .notConnected: self = .notConnected
        case .queueFull: self = .queueFull(limit: try value(.limit))
        case .unusableMedia: self = .unusableMedia(try value(.problem))
        case .busy: self = .busy
        case .storeUnavailable: self = .storeUnavailable
        case .newerVersion: self = .newerVersion
        case .refused: self = .refused(try value(.refusal))
        case .internal: self = .internal(reference: try value(.reference))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .reason)
        switch self {
        case .playingElsewhere(let channel), .channelFull(let channel), .suppressedOnStage(let channel):
            try container.encode(channel, forKey: .channel)
        case .missingPermissions(let channel, let permissions):
            try container.encode(channel, forKey: .channel)
            try container.encode(permissions, forKey: .permissions)
        case .voiceConnectionFailed(let step): try container.encode(step, forKey: .step)
        case .queueFull(let limit): try container.encode(limit, forKey: .limit)
        case .unusableMedia(let problem): try container.encode(problem, forKey: .problem)
        case .refused(let refusal): try container.encode(refusal, forKey: .refusal)
        case .internal(let reference): try container.encode(reference, forKey: .reference)
        case .notInVoice, .unknownGuild, .nothingPlaying, .alreadyPaused, .notPaused, .notConnected, .busy,
            .storeUnavailable, .newerVersion:
            break
        }
    }

    private var name: Name {
        switch self {
        case .notInVoice: .notInVoice
        case .playingElsewhere: .playingElsewhere
        case .missingPermissions: .missingPermissions
        case .channelFull: .channelFull
        case .suppressedOnStage: .suppressedOnStage
        case .voiceConnectionFailed: .voiceConnectionFailed
        case .unknownGuild: .unknownGuild
        case .nothingPlaying: .nothingPlaying
        case .alreadyPaused: .alreadyPaused
        case .notPaused: .notPaused
        case .notConnected: .notConnected
        case .queueFull: .queueFull
        case .unusableMedia: .unusableMedia
        case .busy: .busy
        case .storeUnavailable: .storeUnavailable
        case .newerVersion: .newerVersion
        case .refused: .refused
        case .internal: .internal
        }
    }
}
