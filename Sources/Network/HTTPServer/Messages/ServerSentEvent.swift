/// One event of a `text/event-stream` (HTML standard, 9.2.6).
package struct ServerSentEvent: Sendable, Equatable {
    /// The event's type; line breaks end it.
    package var name: String?
    /// What a client repeats as `Last-Event-ID` when it comes back; line breaks end it.
    package var id: String?
    package var data: String

    package init(name: String? = nil, id: String? = nil, data: String) {
        self.name = name
        self.id = id
        self.data = data
    }

    /// The event as it goes over the wire: each line of `data` becomes a field of its own.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 32)
        Self.append("event", name, to: &bytes)
        Self.append("id", id, to: &bytes)
        bytes.append(contentsOf: Self.dataField)
        // Each of CR, LF and CRLF ends a line of the stream.
        var isAfterReturn = false
        for byte in data.utf8 {
            let isBreak = byte == 0x0A || byte == 0x0D
            if isBreak, !(byte == 0x0A && isAfterReturn) {
                bytes.append(0x0A)
                bytes.append(contentsOf: Self.dataField)
            } else if !isBreak {
                bytes.append(byte)
            }
            isAfterReturn = byte == 0x0D
        }
        bytes.append(0x0A)
        bytes.append(0x0A)
        return bytes
    }

    /// A line that clients ignore; it shows both sides that the connection lives.
    static let comment: [UInt8] = Array(":\n\n".utf8)

    private static let dataField: [UInt8] = Array("data: ".utf8)

    private static func append(_ field: String, _ value: String?, to bytes: inout [UInt8]) {
        guard let value else { return }
        bytes.append(contentsOf: "\(field): ".utf8)
        bytes.append(contentsOf: value.utf8.prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 })
        bytes.append(0x0A)
    }
}
