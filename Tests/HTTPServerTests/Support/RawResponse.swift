/// A response as it came over the wire.
struct RawResponse: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var isClosing: Bool { self["Connection"]?.lowercased() == "close" }
}

/// Reads responses one after the other from a connection.
final class ResponseReader {
    private let client: RawClient
    private var buffer: [UInt8] = []

    init(_ client: RawClient) {
        self.client = client
    }

    /// Nil at the end of the connection. `isHead`: there is no body whatever the header says.
    func next(isHead: Bool = false) async throws -> RawResponse? {
        guard let head = try await nextHead() else { return nil }
        var body: [UInt8] = []
        if isHead || head.status == 204 || head.status == 304 {
        } else if head["Transfer-Encoding"] == "chunked" {
            while let chunk = try await nextChunk() { body += chunk }
        } else if let length = head["Content-Length"].flatMap({ Int($0) }) {
            while buffer.count < length { try await fill() }
            body = Array(buffer[..<length])
            buffer.removeFirst(length)
        }
        return RawResponse(status: head.status, fields: head.fields, body: String(decoding: body, as: UTF8.self))
    }

    /// Status line and header; what follows stays unread.
    func nextHead() async throws -> RawResponse? {
        guard let text = try await line(until: "\r\n\r\n") else { return nil }
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        let words = lines.removeFirst().split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw RawClient.Failure(description: "no status line: \(text)")
        }
        if status == 100 { return try await nextHead() }
        let fields = lines.map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count == 2 ? String(parts[1].drop { $0 == " " }) : "")
        }
        return RawResponse(status: status, fields: fields, body: "")
    }

    /// Nil behind the last one.
    func nextChunk() async throws -> [UInt8]? {
        guard let size = try await line(until: "\r\n"), let count = Int(size, radix: 16) else { return nil }
        while buffer.count < count + 2 { try await fill() }
        defer { buffer.removeFirst(count + 2) }
        return count == 0 ? nil : Array(buffer[..<count])
    }

    private func line(until end: String) async throws -> String? {
        let end = Array(end.utf8)
        while true {
            if let index = buffer.indices.first(where: { buffer[$0...].starts(with: end) }) {
                defer { buffer.removeFirst(index + end.count) }
                return String(decoding: buffer[..<index], as: UTF8.self)
            }
            let more = try await client.receive()
            guard !more.isEmpty else { return nil }
            buffer += more
        }
    }

    private func fill() async throws {
        let more = try await client.receive()
        guard !more.isEmpty else { throw RawClient.Failure(description: "the connection ended within a body") }
        buffer += more
    }
}
