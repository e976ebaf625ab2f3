/// What goes back over HTTP.
package struct EndpointAnswer: Hashable, Sendable {
    /// 200, 400 or 401.
    package var status: UInt16
    /// JSON for 200, a word for the others.
    package var body: [UInt8]

    static let pong = EndpointAnswer(status: 200, body: Array(#"{"type":1}"#.utf8))
    static let unauthorized = EndpointAnswer(status: 401, body: Array("invalid request signature\n".utf8))
    static let malformed = EndpointAnswer(status: 400, body: Array("malformed interaction\n".utf8))
}
