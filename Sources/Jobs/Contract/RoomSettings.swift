package import DiscordTypes

/// The rules of a guild's room. What is nil has its default, so that later builds may change it.
package struct RoomSettings: Codable, Hashable, Sendable {
    /// Members with it command everything; without one, everybody does.
    package var djRole: RoleID?
    /// Share of the listeners, in percent, whose votes skip a track where the member is no DJ. Default 50.
    package var votePercent: Int?
    package var isFair: Bool?
    package var tracksPerMember: Int?
    package var minutesPerTrack: Int?
    package var refusesDuplicates: Bool?
    /// Stays in the channel though nobody listens.
    package var stays: Bool?
    /// Seconds in an empty channel before it is left; nil: the operator's.
    package var leaveAfter: Int?
    /// Whether the player's message is posted. Default true.
    package var announces: Bool?
    /// Where the player's message goes and commands are taken; nil: anywhere.
    package var textChannel: ChannelID?
    /// In percent. Default 100.
    package var volume: Int?
    /// Titles, artists and addresses with one of these are refused; compared without case and accents.
    package var blocked: [String]?
    /// Discord's locale that notices and the player's message are in.
    package var locale: String?
    /// Whether the voice channel's status names the track.
    package var showsStatus: Bool?

    // What a value may be; where it is set says what it means.
    package static let votePercents = 1...100
    package static let trackNumbers = 1...1_000
    package static let trackMinutes = 1...1_440
    package static let leaveSeconds = 1...86_400
    package static let volumes = 0...200
    package static let blockedLimit = 100
    /// Characters of one blocked word.
    package static let blockedLength = 100
    /// The locales that name the languages in which the bot speaks, and what their speakers call them.
    package static let languages: [(locale: String, name: String)] = [
        ("en-US", "English"), ("de", "Deutsch"), ("es-ES", "Español"), ("fr", "Français"), ("ja", "日本語"),
    ]

    package init() {}
}

/// A change of the rules: what is nil stays. `set.blocked` takes the place of all that was blocked.
package struct RoomChange: Codable, Hashable, Sendable {
    package var set: RoomSettings
    /// Names of members of `RoomSettings` that get their default again.
    package var reset: [String]
    package var block: String?
    package var unblock: String?

    package init(
        set: RoomSettings = RoomSettings(), reset: [String] = [], block: String? = nil, unblock: String? = nil
    ) {
        self.set = set
        self.reset = reset
        self.block = block
        self.unblock = unblock
    }
}
