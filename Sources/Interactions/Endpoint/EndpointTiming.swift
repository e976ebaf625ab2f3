/// When, counted from a request's arrival, the endpoint stops waiting for each of its dependencies.
///
/// Discord gives up after 3 s, of which the network takes a part on both ways.
package struct EndpointTiming: Hashable, Sendable {
    package var claim: Duration = .milliseconds(700)
    package var access: Duration = .milliseconds(1_200)
    /// For proposals while a member types; after that there are none.
    package var suggest: Duration = .milliseconds(280)
    /// While no node is reached at all.
    package var unreachable: Duration = .milliseconds(1_500)
    /// For an outcome; after that the reply is put off.
    package var inline: Duration = .milliseconds(2_000)
    package var save: Duration = .milliseconds(2_300)
    package var record: Duration = .milliseconds(2_500)

    /// How long the node waits for the services' proposals.
    static let suggestionPatience: Duration = .milliseconds(180)

    package init() {}
}
