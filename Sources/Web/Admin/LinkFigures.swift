/// How linking accounts goes, as far as the bot can tell.
package struct LinkFigures: Sendable, Hashable {
    /// Linked accounts by provider's name.
    package var linked: [String: Int]
    /// Ways to a provider in the last 30 days: begun, come back, and successfully linked.
    package var begun: Int
    package var returned: Int
    package var succeeded: Int
    /// Of today.
    package var failedToday: Int

    package init(linked: [String: Int], begun: Int, returned: Int, succeeded: Int, failedToday: Int) {
        self.linked = linked
        self.begun = begun
        self.returned = returned
        self.succeeded = succeeded
        self.failedToday = failedToday
    }
}
