/// What a handler answers.
///
/// The server adds Date, Content-Length or Transfer-Encoding and the security header; a field that is set here
/// replaces the security field of the same name. Names must be tokens and values free of control bytes, else the
/// client gets 500 and the log says why.
package struct Response: Sendable {
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// An open file of `size` bytes. The server closes it.
        case file(OpenFile)
        /// Server-sent events, until their sequence ends, the client leaves or the server drains.
        case events(EventSource)
    }

    package var status: Status
    package var fields: [(name: String, value: String)]
    package var body: Body
    /// The connection ends behind this answer.
    package var closesConnection = false

    package init(_ status: Status, fields: [(name: String, value: String)] = [], body: Body = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The first field of that name; setting replaces all of them, nil removes them.
    package subscript(name: String) -> String? {
        get {
            fields.first { ASCII.equalIgnoringCase($0.name.utf8, name.utf8) }?.value
        }
        set {
            fields.removeAll { ASCII.equalIgnoringCase($0.name.utf8, name.utf8) }
            if let newValue { fields.append((name, newValue)) }
        }
    }
}

extension Response {
    package static func bytes(_ bytes: [UInt8], type: String, status: Status = .ok) -> Response {
        Response(status, fields: [("Content-Type", type)], body: .bytes(bytes))
    }

    /// `bytes` is JSON text in UTF-8.
    package static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
        .bytes(bytes, type: "application/json", status: status)
    }

    package static func text(_ text: String, status: Status = .ok) -> Response {
        .bytes(Array(text.utf8), type: "text/plain; charset=utf-8", status: status)
    }

    package static func html(_ text: String, status: Status = .ok) -> Response {
        .bytes(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
    }

    package static func empty(_ status: Status = .noContent) -> Response {
        Response(status)
    }

    /// 303, the answer to a form. `location` comes from configuration or code, never from the request.
    package static func seeOther(_ location: String) -> Response {
        Response(.seeOther, fields: [("Location", location)])
    }

    /// The one-line answer of errors.
    static func problem(_ status: Status, _ message: String) -> Response {
        .text(message + "\n", status: status)
    }

    /// Server-sent events (HTML standard, 9.2). At most `bufferLimit` bytes wait for the client: a producer
    /// beyond that is held up. Errors of the sequence end the stream and are logged.
    package static func events<Events: AsyncSequence & Sendable>(
        _ events: Events, bufferLimit: Int = 64 * 1024
    ) -> Response where Events.Element == ServerSentEvent {
        Response(
            .ok, fields: [("Content-Type", "text/event-stream")],
            body: .events(EventSource(events, bufferLimit: bufferLimit)))
    }
}
