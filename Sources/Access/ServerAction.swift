package import Storage

/// What can be done with a server, and from where to where it leads.
package enum ServerAction: String, Sendable, Hashable, CaseIterable {
    case request, approve, reject, `defer`, revoke

    /// The state it leads to.
    package var result: ServerState {
        switch self {
        case .request: .requested
        case .approve: .approved
        case .reject: .rejected
        case .defer: .deferred
        case .revoke: .revoked
        }
    }

    /// Whether it makes sense in a state; nil is a server never heard of. A server that is there already is not moved again.
    package func isLegal(from state: ServerState?) -> Bool {
        switch self {
        case .request: state == nil || state == .rejected || state == .revoked
        case .approve: state != .approved
        case .reject: state == .requested || state == .deferred
        case .defer: state == .requested
        case .revoke: state == .approved
        }
    }
}
