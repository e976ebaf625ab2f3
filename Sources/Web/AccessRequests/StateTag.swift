internal import Storage

/// A server's state as pages show it: a word, and how it looks.
struct StateTag: Sendable {
    let text: String
    let tone: String

    init(_ state: ServerState) {
        switch state {
        case .requested: (text, tone) = ("Requested", "wait")
        case .approved: (text, tone) = ("Approved", "good")
        case .rejected: (text, tone) = ("Rejected", "bad")
        case .deferred: (text, tone) = ("Deferred", "calm")
        case .revoked: (text, tone) = ("Revoked", "bad")
        }
    }
}
