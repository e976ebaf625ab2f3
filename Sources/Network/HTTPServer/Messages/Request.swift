package import Addresses

/// A request whose head passed the gate and whose body is complete.
package struct Request: Sendable {
    let head: RequestHead
    /// As received, at most the configured limit.
    package let body: [UInt8]
    /// The decoded values of the route's `{name}` segments.
    var parameters: [(name: String, value: String)] = []
    /// The pattern of the route that answers, for records.
    package internal(set) var route: String?

    init(head: RequestHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// A request that did not come over a socket, to call a `Router` or a handler directly.
    package init(
        _ method: Method, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        from address: IPAddress? = nil
    ) {
        head = RequestHead(
            id: RequestID(value: 0), method: method, target: Array(target.utf8), headers: HeaderFields(headers),
            peer: address, client: address, isSecure: false)
        self.body = body
    }

    package var id: RequestID { head.id }
    package var method: Method { head.method }
    package var headers: HeaderFields { head.headers }
    /// Path and query exactly as they were sent.
    package var target: String { String(decoding: head.target, as: UTF8.self) }
    /// The path exactly as it was sent, without the query.
    package var path: String { String(decoding: head.path, as: UTF8.self) }
    /// The query exactly as it was sent, without the question mark.
    package var query: Query { Query(head.query) }
    /// Where the request comes from: the peer, or what a trusted proxy in front says (see `ServerConfiguration`).
    package var clientAddress: IPAddress? { head.client }
    /// The connection itself is encrypted.
    package var isSecure: Bool { head.isSecure }

    /// The decoded text of a `{name}` segment of the route, nil if the route has none of that name.
    package func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// A `{name}` segment of the route as a value. Throws 404 if it can't be one.
    package func parameter<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type
    ) throws(HTTPError) -> Value {
        guard let text = parameter(name), let value = Value(text) else { throw HTTPError(.notFound, "Not found") }
        return value
    }
}
