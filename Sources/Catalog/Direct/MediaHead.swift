package import HTTPClient

/// What the first response says about a medium.
package struct MediaHead: Sendable, Equatable {
    /// Lower case, without parameters.
    package let contentType: String?
    /// Bytes; nil where the server does not say.
    package let length: UInt64?
    /// A radio station, which has no beginning to go back to.
    package let isLive: Bool
    /// The server gives parts of it.
    let acceptsRanges: Bool
    /// Where the redirects led.
    package let url: HTTPURL
    /// Strong validators only: they promise the same bytes.
    /// Bytes of sound between two pieces of a station's metadata; nil where it sends none.
    let metadataInterval: Int?
    /// The station's name, as it is sent.
    let stationName: String?
    private(set) var entityTag: String?
    private(set) var lastModified: String?

    /// The same medium on another server, whose validators are its own.
    var elsewhere: MediaHead {
        var head = self
        (head.entityTag, head.lastModified) = (nil, nil)
        return head
    }

    init(_ head: HTTPResponseHead) {
        contentType = head.headers["content-type"].map { value in
            let type = value.prefix { $0 != ";" }
            return String(type.filter { $0 != " " }).lowercased()
        }
        length = head.status == 206 ? Self.total(head) : head.contentLength
        metadataInterval = head.headers["icy-metaint"].flatMap { Int($0) }.flatMap {
            (1...1 << 24).contains($0) ? $0 : nil
        }
        stationName = head.headers["icy-name"]
        isLive = length == nil && head.headers.fields.contains { $0.name.lowercased().hasPrefix("icy-") }
        acceptsRanges = head.status == 206 || head.headers["accept-ranges"]?.lowercased() == "bytes"
        url = head.url
        entityTag = head.headers["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        lastModified = head.headers["last-modified"]
    }

    private static func total(_ head: HTTPResponseHead) -> UInt64? {
        head.headers["content-range"].flatMap(ContentRange.init)?.total
    }

    /// The value of If-Range: a server whose medium changed then answers with the whole new one.
    var condition: String? { entityTag ?? lastModified }

    /// Whether another response can be about the same bytes, judged by every property both have.
    func matches(_ other: MediaHead) -> Bool {
        Self.agree(length, other.length) && Self.agree(entityTag, other.entityTag)
            && (entityTag != nil || Self.agree(lastModified, other.lastModified))
    }

    private static func agree<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return true }
        return left == right
    }
}
