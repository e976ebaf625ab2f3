internal import Crypto
internal import FoundationEssentials
internal import HTTPClient

/// The upgrade of an HTTP/1.1 connection (RFC 6455 §4.1), without any I/O.
struct WebSocketHandshake {
    static let maximumResponseSize = 16 << 10

    enum Progress: Equatable {
        case incomplete
        /// Bytes of the response; the server's first frames may follow them.
        case accepted(responseSize: Int)
    }

    let url: HTTPURL
    private let headers: HTTPHeaders
    private let userAgent: String
    private let key: String

    /// `nonce` is 16 random bytes.
    init(
        url: String, headers: HTTPHeaders, userAgent: String, nonce: [UInt8] = RandomBytes.make(16)
    ) throws(WebSocketError) {
        self.url = try Self.parse(url)
        guard headers.areSendable, !headers.fields.contains(where: { Self.isReserved($0.name) }) else {
            throw .invalidHeader
        }
        self.headers = headers
        self.userAgent = userAgent
        key = Data(nonce).base64EncodedString()
    }

    private static func parse(_ text: String) throws(WebSocketError) -> HTTPURL {
        let lowercased = text.prefix(6).lowercased()
        let mapped: String
        if lowercased.hasPrefix("wss://") {
            mapped = "https://" + text.dropFirst(6)
        } else if lowercased.hasPrefix("ws://") {
            mapped = "http://" + text.dropFirst(5)
        } else {
            throw .invalidURL(.schemeForbidden)
        }
        do throws(URLPolicyViolation) {
            let url = try URLPolicy.configured.validate(mapped)
            // The Host line would need the name's ASCII form, which only libcurl's resolver knows.
            guard url.host.utf8.allSatisfy({ $0 < 0x80 }) else { throw URLPolicyViolation.malformed }
            return url
        } catch {
            throw .invalidURL(error)
        }
    }

    private static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["host", "connection", "upgrade", "content-length", "transfer-encoding", "user-agent"].contains(name)
            || name.hasPrefix("sec-websocket-")
    }

    var request: [UInt8] {
        var lines = [
            "GET \(url.target) HTTP/1.1", "Host: \(url.authority)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13", "User-Agent: \(userAgent)",
        ]
        lines += headers.fields.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Looks at all bytes received so far.
    func read(_ response: [UInt8]) throws(WebSocketError) -> Progress {
        guard let size = Self.headSize(response) else {
            guard response.count < Self.maximumResponseSize else { throw .invalidHandshake }
            return .incomplete
        }
        let lines = String(decoding: response[..<size], as: UTF8.self).split(separator: "\r\n")
        let headers = Self.fields(lines.dropFirst())
        try Self.checkStatus(lines.first ?? "", headers)
        guard headers["upgrade"]?.lowercased() == "websocket",
            Self.tokens(headers["connection"]).contains("upgrade"),
            headers["sec-websocket-accept"] == expectedAccept,
            headers["sec-websocket-extensions"]?.isEmpty ?? true, headers["sec-websocket-protocol"] == nil
        else { throw .invalidHandshake }
        return .accepted(responseSize: size)
    }

    /// RFC 6455 §4.2.2: proves that the server read this very request.
    var expectedAccept: String {
        Data(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString()
    }

    private static func checkStatus(_ line: Substring, _ headers: HTTPHeaders) throws(WebSocketError) {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", words[1].count == 3, let status = Int(words[1]) else {
            throw .invalidHandshake
        }
        guard status == 101 else {
            throw .upgradeRefused(status: status, retryAfter: headers["retry-after"].flatMap { Int($0) })
        }
    }

    private static func headSize(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }

    private static func fields(_ lines: ArraySlice<Substring>) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            headers.append(String(parts[0]), trimmed(parts[1]))
        }
        return headers
    }

    private static func tokens(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").map { trimmed($0).lowercased() }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
