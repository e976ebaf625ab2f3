/// Decides whether a head is one that every reader understands alike, before anything of the request runs.
///
/// libmicrohttpd accepts much that a proxy in front of it may understand otherwise (both Content-Length and
/// Transfer-Encoding, two different lengths, bare line feeds, zero bytes, blanks before a colon), which lets a second
/// request hide in the first. See RFC 9112, 11.2.
struct RequestGate: Sendable {
    let targetLimit: Int
    let bodyLimit: Int
    /// Lower-case names that may come once at most: 400.
    private let single: [[UInt8]]
    /// Lower-case names that may come once at most because they prove who asks: 401.
    private let credentials: [[UInt8]]

    /// What the head says about the body.
    struct Admission: Equatable, Sendable {
        /// Nil for a chunked body, whose length shows when it ends.
        let announcedLength: Int?
        var isChunked: Bool { announcedLength == nil }
    }

    /// The fields that are looked at, in the order of `framing`.
    private enum Framing: Int {
        case host, contentLength, transferEncoding, contentEncoding, expect
    }

    private static let framing = ["host", "content-length", "transfer-encoding", "content-encoding", "expect"]
    private static let others = [
        "content-type", "cookie", "origin", "referer", "if-none-match", "if-modified-since",
    ]

    init(targetLimit: Int, bodyLimit: Int, singleFields: [String], credentialFields: [String]) {
        self.targetLimit = targetLimit
        self.bodyLimit = bodyLimit
        single = (Self.framing + Self.others + singleFields).map { $0.utf8.map(ASCII.lowercase) }
        credentials = (["authorization"] + credentialFields).map { $0.utf8.map(ASCII.lowercase) }
    }

    func admit(_ head: HeadLayout) throws(Rejection) -> Admission {
        guard head.isExact else { throw .bad("Malformed header") }
        guard !head.method.isEmpty, head.bytes[head.method].allSatisfy(ASCII.isToken) else {
            throw .bad("Malformed method")
        }
        guard head.bytes[head.version].elementsEqual("HTTP/1.1".utf8) else { throw .bad("HTTP/1.1 only") }
        try checkTarget(head.target)
        let seen = try checkFields(head)
        return try checkFraming(seen, head.bytes)
    }

    private func checkTarget(_ target: [UInt8]) throws(Rejection) {
        guard target.count <= targetLimit else { throw Rejection(.targetTooLong, "Target too long") }
        guard target.first == 0x2F, target.allSatisfy(ASCII.isTarget) else { throw .bad("Malformed target") }
    }

    /// Checks each field's form and that none of the single ones is repeated. Returns where those that came are.
    private func checkFields(_ head: HeadLayout) throws(Rejection) -> [Range<Int>?] {
        var seen = [Range<Int>?](repeating: nil, count: single.count)
        var credentialsSeen: UInt64 = 0
        for field in head.fields {
            guard !field.name.isEmpty, head.bytes[field.name].allSatisfy(ASCII.isToken) else {
                throw .bad("Malformed field name")
            }
            guard head.bytes[field.value].allSatisfy(ASCII.isFieldContent) else { throw .bad("Malformed field value") }
            if let index = position(of: head.bytes[field.name], in: single) {
                guard seen[index] == nil else { throw .bad("Repeated field") }
                seen[index] = field.value
            } else if let index = position(of: head.bytes[field.name], in: credentials) {
                guard credentialsSeen & 1 << UInt64(index) == 0 else { throw Rejection(.unauthorized, "Unauthorized") }
                credentialsSeen |= 1 << UInt64(index)
            }
        }
        return seen
    }

    private func checkFraming(_ seen: [Range<Int>?], _ bytes: [UInt8]) throws(Rejection) -> Admission {
        func value(_ field: Framing) -> ArraySlice<UInt8>? {
            seen[field.rawValue].map { bytes[$0] }
        }
        guard let host = value(.host), !trimmed(host).isEmpty else { throw .bad("Exactly one Host") }
        if let coding = value(.contentEncoding), !ASCII.equalIgnoringCase(trimmed(coding), "identity".utf8) {
            throw Rejection(.unsupportedMediaType, "No content coding")
        }
        if let expectation = value(.expect), !ASCII.equalIgnoringCase(trimmed(expectation), "100-continue".utf8) {
            throw Rejection(.expectationFailed, "Unknown expectation")
        }
        if let coding = value(.transferEncoding) {
            guard value(.contentLength) == nil else { throw .bad("Two lengths") }
            // Not trimmed: libmicrohttpd doesn't either and would take the body for one without an end.
            guard ASCII.equalIgnoringCase(coding, "chunked".utf8) else { throw .bad("Unknown coding") }
            return Admission(announcedLength: nil)
        }
        guard let length = value(.contentLength) else { return Admission(announcedLength: 0) }
        guard !length.isEmpty, length.allSatisfy(ASCII.isDigit) else { throw .bad("Malformed length") }
        guard let count = Int(String(decoding: length, as: UTF8.self)), count <= bodyLimit else {
            throw Rejection(.contentTooLarge, "Body too large")
        }
        return Admission(announcedLength: count)
    }

    private func position(of name: ArraySlice<UInt8>, in names: [[UInt8]]) -> Int? {
        for index in names.indices where names[index].count == name.count {
            if zip(names[index], name).allSatisfy({ $0 == ASCII.lowercase($1) }) { return index }
        }
        return nil
    }

    private func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value
        while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
        return value
    }
}
