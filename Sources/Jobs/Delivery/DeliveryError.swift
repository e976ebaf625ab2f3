/// Why a request to a node has no answer that can be used.
package enum DeliveryError: Error, Hashable, Sendable {
    /// No connection came about: the node has not heard of the job.
    case nodeUnreachable
    /// The connection broke each time, or the node was ending or did not answer in time: it may have taken the job on. Ask
    /// again with the same id.
    case noAnswer
    /// Too much is under way, here or at the node. The job was not taken on.
    case busy
    /// The two sides have different secrets or clocks more than thirty seconds apart. The job was not taken on.
    case unauthorized
    /// The job is of a version the node doesn't know. It was not taken on.
    case newerVersion
    /// Another node holds the guild. The job was not taken on.
    case misdirected
    /// The node knows no such job or guild.
    case notFound
    /// The node answered with another status: a defect on one of the sides.
    case refused(status: Int)
    /// The answer is not what the contract says: a defect on one of the sides. The job may have been taken on.
    case malformedAnswer
    /// The caller's task was cancelled. The job may have been taken on.
    case cancelled

    /// Whether the job may have been taken on all the same.
    package var leavesOutcomeOpen: Bool {
        switch self {
        case .noAnswer, .malformedAnswer, .cancelled: true
        case .nodeUnreachable, .busy, .unauthorized, .newerVersion, .misdirected, .notFound, .refused: false
        }
    }
}
