/// How a peer broke RFC 6455. The connection is closed with the code that the RFC gives for it.
package enum WebSocketProtocolError: Error, Hashable, Sendable {
    case reservedBits
    case reservedOpcode(UInt8)
    /// A server must not mask.
    case maskedFrame
    case fragmentedControlFrame
    case controlFrameTooLong
    /// A length with its top bit set.
    case invalidLength
    /// A continuation where there is nothing to continue.
    case unexpectedContinuation
    /// A new message before the last one was complete.
    case unfinishedMessage
    /// A close frame of one byte or with a code that may not be sent.
    case invalidClose
    case invalidUTF8
    case messageTooLarge(limit: Int)

    package var closeCode: WebSocketCloseCode {
        switch self {
        case .invalidUTF8: .invalidPayload
        case .messageTooLarge: .messageTooBig
        default: .protocolError
        }
    }
}
