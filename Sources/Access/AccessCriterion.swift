internal import DiscordTypes
package import Storage

/// One of the owner's criteria for a server, and how a request stands to it. They inform the operator; they decide nothing.
package struct AccessCriterion: Sendable, Hashable {
    package enum Verdict: String, Sendable {
        case met, doubtful, unmet
    }

    /// More at once than one server can be given.
    package static let mostListeners = 100
    private static let fewMembers = 5
    private static let youngDays: Int64 = 30
    private static let clearPurpose = 40

    package let name: String
    package let verdict: Verdict
    package let detail: String

    /// All criteria, in the order an operator reads them. `now` is in milliseconds since 1970-01-01 UTC.
    package static func all(of server: ServerRecord, answers: RequestAnswers, now: Int64) -> [AccessCriterion] {
        [
            community(answers), purpose(answers), listeners(answers), owner(answers), members(answers),
            age(server.guild, now), priority(answers),
        ]
    }

    private static func community(_ answers: RequestAnswers) -> AccessCriterion {
        let known = answers.countedMembers ?? answers.members
        let verdict: Verdict = known < fewMembers ? .doubtful : answers.kind == .business ? .doubtful : .met
        return AccessCriterion(
            name: "Genuine community", verdict: verdict, detail: "\(answers.kind.rawValue), \(known) members")
    }

    private static func purpose(_ answers: RequestAnswers) -> AccessCriterion {
        let count = answers.purpose.count
        return AccessCriterion(
            name: "Clear purpose", verdict: count >= clearPurpose ? .met : .doubtful, detail: "\(count) characters")
    }

    private static func listeners(_ answers: RequestAnswers) -> AccessCriterion {
        AccessCriterion(
            name: "Fewer than \(mostListeners) listeners at once",
            verdict: answers.listeners < mostListeners ? .met : .unmet, detail: "expects \(answers.listeners)")
    }

    private static func owner(_ answers: RequestAnswers) -> AccessCriterion {
        AccessCriterion(
            name: "Identifiable owner", verdict: answers.isConfirmed ? .met : .doubtful,
            detail: answers.isConfirmed ? "Discord confirms that they manage it" : "Discord did not confirm it")
    }

    private static func members(_ answers: RequestAnswers) -> AccessCriterion {
        guard let counted = answers.countedMembers else {
            return AccessCriterion(name: "Member count", verdict: .doubtful, detail: "says \(answers.members)")
        }
        let isClose = abs(counted - answers.members) <= max(10, counted / 4)
        return AccessCriterion(
            name: "Member count", verdict: isClose ? .met : .doubtful,
            detail: "says \(answers.members), Discord counts \(counted)")
    }

    private static func age(_ guild: GuildID, _ now: Int64) -> AccessCriterion {
        let days = max(0, (now - Int64(clamping: guild.millisecondsSince1970)) / 86_400_000)
        return AccessCriterion(
            name: "Age of the server", verdict: days >= youngDays ? .met : .doubtful, detail: "\(days) days")
    }

    private static func priority(_ answers: RequestAnswers) -> AccessCriterion {
        let isFirst = answers.kind == .education || answers.kind == .nonprofit
        return AccessCriterion(
            name: "Education and non-profit first", verdict: isFirst ? .met : .doubtful,
            detail: isFirst ? "goes first" : "in the usual order")
    }
}
