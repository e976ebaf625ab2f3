package import Accounts
package import Logging
internal import Storage

extension Accounts {
    /// What the operator's page shows about linking; nil while the store can't tell. `now` in milliseconds since 1970.
    package func figures(now: Int64, log: Logger) async -> LinkFigures? {
        let today = now / 86_400_000
        do {
            let linked = try await counts().filter { $0.state == .active }
            let events = try await statistics(since: today - 29)
            let count = { (wanted: Set<LinkEvent>, day: Int64?) in
                events.filter { wanted.contains($0.event) && (day == nil || $0.day == day) }
                    .reduce(0) { $0 + Int($1.count) }
            }
            return LinkFigures(
                linked: Dictionary(linked.map { (ProviderWords($0.provider).name, $0.count) }) { $0 + $1 },
                begun: count([.started], nil), returned: count([.linked, .declined, .failed], nil),
                succeeded: count([.linked], nil), failedToday: count([.failed], today))
        } catch {
            log.debug("linked accounts were not counted", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
