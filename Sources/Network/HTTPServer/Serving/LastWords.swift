internal import Glibc

/// A complete answer written straight to a socket.
enum LastWords {
    /// Without waiting: what does not fit into the socket's buffer is lost.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return unsafe Glibc.send(descriptor, bytes, bytes.count, flags) == bytes.count
    }

    static func encode(_ response: Response, _ reason: String, security: SecurityFields) -> [UInt8] {
        var text = "HTTP/1.1 \(response.status.code) \(reason)\r\nDate: \(HTTPDate.now)\r\nConnection: close\r\n"
        for (name, value) in response.fields + security.fields where response[name] == value || response[name] == nil {
            text += "\(name): \(value)\r\n"
        }
        guard case .bytes(let body) = response.body else { return Array((text + "\r\n").utf8) }
        return Array((text + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }
}
