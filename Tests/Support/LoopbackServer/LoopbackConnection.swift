internal import Glibc

/// One accepted connection, closed when the last reference goes. For one thread.
package final class LoopbackConnection {
    private let descriptor: Int32
    private var surplus: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A request's head up to and with the empty line; nil when the peer closed before.
    package func readHead() -> String? {
        var searched = 0
        while true {
            if let end = endOfHead(from: searched) {
                defer { surplus.removeFirst(end) }
                return String(decoding: surplus[..<end], as: UTF8.self)
            }
            searched = max(0, surplus.count - 3)
            guard receive() else { return nil }
        }
    }

    /// Exactly that many bytes; nil when the peer closed before.
    package func read(_ count: Int) -> [UInt8]? {
        while surplus.count < count {
            guard receive() else { return nil }
        }
        defer { surplus.removeFirst(count) }
        return Array(surplus[..<count])
    }

    /// Blocks until the peer closes.
    package func waitForEnd() {
        while receive() { surplus = [] }
    }

    /// False when the peer no longer takes anything.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return unsafe send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// A whole response with a Content-Length.
    @discardableResult
    package func respond(_ status: String = "200 OK", headers: [String] = [], _ body: [UInt8] = []) -> Bool {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]
        return write(Array(lines.joined(separator: "\r\n").utf8) + body)
    }

    /// Makes the close that follows a reset instead of an orderly end.
    package func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        surplus += buffer[..<count]
        return true
    }

    private func endOfHead(from start: Int) -> Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard surplus.count >= 4 else { return nil }
        return (start...max(start, surplus.count - 4)).first { index in
            index + 4 <= surplus.count && Array(surplus[index..<index + 4]) == mark
        }.map { $0 + 4 }
    }
}
