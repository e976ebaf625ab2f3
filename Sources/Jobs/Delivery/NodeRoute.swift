package import DiscordTypes
internal import HTTPClient

/// The addresses of the node's internal port, spelled for both sides.
///
/// Statuses: 200 with the outcome, 202 where the job is stored and not done within the wait, 401 not authenticated, 404 no
/// such job or guild, 421 another node holds the guild, 426 the job is of a newer version, 429 too much to do (nothing was
/// changed), 503 ending, or too late with its answer (the job may have been stored).
package enum NodeRoute {
    /// POST a `PlaybackJob`, get a `JobStatus`.
    package static let jobs = "/v1/guilds/{guild}/jobs"
    /// GET a `JobStatus`.
    package static let job = "/v1/jobs/{job}"
    /// GET a `PlayerState`.
    package static let player = "/v1/guilds/{guild}/player"
    /// GET an object of `PlayerState`s by guild.
    package static let players = "/v1/players"
    /// GET an array of `NodeReport`s: of the node itself, and of those that its store has leases of.
    package static let nodes = "/v1/nodes"
    /// GET the `MemberRecords` of one member.
    package static let records = "/v1/members/{user}"
    /// POST nothing, get 204 once what was kept about the member before the query's `before` (milliseconds) is erased.
    package static let erasure = "/v1/members/{user}/erasure"
    /// GET a `TrackOffer` for what a member has typed so far.
    package static let search = "/v1/search"
    /// GET `NodeEvent`s as server-sent events.
    package static let events = "/v1/events"
    /// The query's name for how long the node may hold the answer back, in milliseconds, until the outcome is there.
    package static let wait = "wait"
    /// The longest wait a node grants: its server begins every answer within ten seconds.
    package static let maximumWait: Duration = .seconds(8)

    package static func jobs(of guild: GuildID, wait: Duration) -> String {
        "/v1/guilds/\(guild)/jobs?\(Self.wait)=\(milliseconds(wait))"
    }

    package static func job(_ id: JobID, wait: Duration) -> String {
        "/v1/jobs/\(id)?\(Self.wait)=\(milliseconds(wait))"
    }

    package static func player(of guild: GuildID) -> String {
        "/v1/guilds/\(guild)/player"
    }

    package static func records(of member: UserID) -> String { "/v1/members/\(member)" }

    package static func erasure(of member: UserID, before time: Int64) -> String {
        "/v1/members/\(member)/erasure?before=\(time)"
    }

    package static func search(_ query: SuggestionQuery) -> String {
        "\(search)?guild=\(query.guild)&member=\(query.member)&patience=\(milliseconds(query.patience))"
            + "&words=\(FormFields.escape(query.words))"
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        Int64(min(max(duration, .zero), maximumWait) / .milliseconds(1))
    }
}
