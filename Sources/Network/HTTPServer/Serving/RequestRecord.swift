/// What is known of a request when it is over, for metrics.
package struct RequestRecord: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// The whole answer was handed to the kernel.
        case answered
        /// The gate turned it away.
        case rejected
        /// The client left, was too slow, or the server stopped.
        case aborted
    }

    package let method: Method?
    /// The pattern of the route, nil if none matched or none was looked for. Never the path itself: that would make
    /// metrics without bound.
    package let route: String?
    /// Nil if there was no answer.
    package let status: Status?
    /// From the request's first line to the beginning of the answer, or to the end if there was none.
    package let duration: Duration
    package let outcome: Outcome
}
