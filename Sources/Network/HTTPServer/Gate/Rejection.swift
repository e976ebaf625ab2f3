/// Why the gate turned a request away. The connection ends behind the answer: what follows can't be trusted.
struct Rejection: Error, Equatable {
    let status: Status
    /// For the client and the log; never contains what the request contained.
    let reason: String

    init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    static func bad(_ reason: String) -> Rejection {
        Rejection(.badRequest, reason)
    }
}
