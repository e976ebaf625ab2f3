/// What happens on the way to a linked account, counted for the operator.
package enum LinkEvent: String, Sendable, Hashable, CaseIterable {
    case ticketGiven = "ticket"
    case started
    case linked
    /// The member said no at the provider.
    case declined
    case failed
    case unlinked
    /// A refresh was refused for good.
    case relinkNeeded = "relink-needed"
}

/// How often something happened on a day (whole days since 1970-01-01 UTC).
///
/// Key in a partitioned store: partition `LINKS`, sort key `<day>#<provider>#<event>`.
package struct LinkStatistic: Sendable, Hashable {
    package var day: Int64
    /// Nil for a ticket that names none.
    package var provider: AccountProvider?
    package var event: LinkEvent
    package var count: Int64

    package init(day: Int64, provider: AccountProvider?, event: LinkEvent, count: Int64) {
        self.day = day
        self.provider = provider
        self.event = event
        self.count = count
    }
}

package protocol LinkStatisticStore: Sendable {
    func count(_ event: LinkEvent, at provider: AccountProvider?) async throws(StoreError)

    /// The counts from a day on.
    func linkStatistics(since day: Int64) async throws(StoreError) -> [LinkStatistic]
}
