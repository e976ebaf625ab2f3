package import Addresses
package import DiscordTypes
package import Storage

/// Who asks for a page.
package struct Visitor: Sendable {
    /// Somebody who is signed in.
    package struct Person: Sendable {
        package let session: WebSession
        /// What forms repeat.
        package let formToken: String
        /// One of `TIMMYBOT_OPERATOR_IDS`.
        package let isOperator: Bool
        /// Proved a moment ago who they are: may do what can't be undone.
        package let isConfirmed: Bool

        package var user: UserID { session.user }
        package var name: String { session.userName }
    }

    /// Nil for somebody who isn't signed in.
    package let person: Person?
    package let address: IPAddress?
}
