/// How a connection ended.
package struct WebSocketClosure: Hashable, Sendable {
    package enum Initiator: Hashable, Sendable {
        /// The peer sent its close frame first.
        case peer
        /// This side closed, be it asked to, be it that the peer broke the protocol.
        case local
        /// Nobody: the connection broke.
        case none
    }

    /// The peer's code; `noStatus` if its close frame had none, `abnormal` (1006) if no close frame came from it.
    /// After a protocol error, the code it was answered with.
    package var code: WebSocketCloseCode
    package var reason: String
    package var initiator: Initiator
    package var violation: WebSocketProtocolError?

    package init(
        code: WebSocketCloseCode, reason: String = "", initiator: Initiator,
        violation: WebSocketProtocolError? = nil
    ) {
        self.code = code
        self.reason = reason
        self.initiator = initiator
        self.violation = violation
    }
}
