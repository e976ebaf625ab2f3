import Catalog
import Foundation
import HTTPClient
import LoopbackServer
import Synchronization

/// A server of one medium that a test makes misbehave, connection by connection.
final class MediaServer: Sendable {
    struct Request: Sendable {
        /// 0 for the first connection.
        let number: Int
        let head: String

        /// The value of a header field of that name, in lower case.
        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }

        /// The first byte asked for.
        var start: Int {
            field("range").flatMap { Int($0.dropFirst("bytes=".count).prefix { $0.isNumber }) } ?? 0
        }
    }

    static let entityTag = "\"version-1\""
    let body: [UInt8]
    private let requests = Mutex<[Request]>([])
    private let holder = Mutex<LoopbackServer?>(nil)

    var seen: [Request] { requests.withLock { $0 } }

    func url(_ path: String = "/track") -> String {
        holder.withLock { "http://127.0.0.1:\($0?.port ?? 0)\(path)" }
    }

    init(
        size: Int = 1_000_000, serve: @escaping @Sendable (MediaServer, Request, LoopbackConnection) -> Void
    ) throws {
        body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 9) }
        let server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                let request = self.requests.withLock { requests in
                    let request = Request(number: requests.count, head: head)
                    requests.append(request)
                    return request
                }
                serve(self, request, connection)
                // Whatever the script did, it did with this connection.
                return
            }
        }
        holder.withLock { $0 = server }
    }

    /// Answers from the byte asked for and breaks off after `limit` bytes.
    func send(_ request: Request, to connection: LoopbackConnection, atMost limit: Int = .max, fields: [String] = []) {
        let start = request.start
        var lines = start > 0 ? ["HTTP/1.1 206 Partial Content"] : ["HTTP/1.1 200 OK"]
        if start > 0 { lines.append("Content-Range: bytes \(start)-\(body.count - 1)/\(body.count)") }
        lines += [
            "Content-Length: \(body.count - start)", "ETag: \(Self.entityTag)", "Content-Type: audio/ogg; x=y",
            "Accept-Ranges: bytes",
        ]
        connection.write((lines + fields + ["", ""]).joined(separator: "\r\n"))
        connection.write(Array(body[start...].prefix(limit)))
    }
}

extension RangeResumingReader {
    /// Reads to the end on a plain thread.
    func readAll(bufferSize: Int = 40_000) async -> Result<[UInt8], any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    returning: Result {
                        var received: [UInt8] = []
                        var buffer = [UInt8](repeating: 0, count: bufferSize)
                        while true {
                            var span = buffer.mutableSpan
                            let count = try self.read(into: &span)
                            if count == 0 { return received }
                            received += buffer[..<count]
                        }
                    })
            }
        }
    }

    func openOnThread() async -> Result<MediaHead, any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result { try self.open() }) }
        }
    }
}

extension MediaFetchConfiguration {
    /// With pauses that a test can wait for.
    static var forTests: MediaFetchConfiguration {
        var configuration = MediaFetchConfiguration()
        configuration.firstBackoff = .milliseconds(2)
        configuration.maximumBackoff = .milliseconds(10)
        configuration.stallTimeout = .seconds(20)
        configuration.responseTimeout = .seconds(20)
        return configuration
    }
}
