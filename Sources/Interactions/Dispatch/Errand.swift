internal import DiscordTypes
internal import Jobs

/// What an interaction comes down to, before anything but itself was looked at.
struct Errand: Sendable {
    enum Task: Sendable {
        case respond(InteractionResponse)
        case job(PlaybackJob, form: Form)
        case account(AccountErrand, of: UserID)
        /// Proposes tracks while a member types.
        case suggest(SuggestionQuery)
    }

    /// How the outcome of a job is shown.
    enum Form: Sendable, Hashable {
        case message(ComponentMessage.Visibility)
        /// In place of the message that the button is on.
        case update
        /// Nothing is said of what went well: the player's message shows it.
        case silent
    }

    /// For metrics and logs: a registered name or `unknown`.
    var command: String
    var texts: Texts
    var task: Task
    /// The server that must be on the allowlist first; nil where anyone may.
    var listedServer: GuildID?
    var isRefusal: Bool
    /// The answer opens something, and is kept nowhere.
    var isSecret = false
}
