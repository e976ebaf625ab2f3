/// Why a connection ended, in RFC 6455's numbers (§7.4) and the applications' own (4000-4999).
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let normal = Self(1000)
    package static let goingAway = Self(1001)
    package static let protocolError = Self(1002)
    /// Never on the wire: the peer's close frame had no code.
    package static let noStatus = Self(1005)
    /// Never on the wire: the connection ended without a close frame.
    package static let abnormal = Self(1006)
    package static let invalidPayload = Self(1007)
    package static let messageTooBig = Self(1009)

    /// Whether a close frame may carry it.
    package var isTransmittable: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    package var description: String { String(rawValue) }
}
