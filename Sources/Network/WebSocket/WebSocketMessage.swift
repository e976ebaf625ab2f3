/// A whole message, put together from its fragments.
package enum WebSocketMessage: Sendable, Hashable {
    case text(String)
    case binary([UInt8])

    var size: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        }
    }
}
