import Foundation

extension RawClient {
    /// Sends the bytes one by one, one each `interval` milliseconds, until the server ends the connection.
    /// Returns how long that took.
    func drip(_ bytes: [UInt8], every interval: Int32) async throws -> Duration {
        try await blocking { [descriptor] in
            let clock = ContinuousClock()
            let start = clock.now
            var index = 0
            while clock.now - start < .seconds(60) {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if unsafe poll(&entry, 1, interval) > 0 {
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    if unsafe recv(descriptor, &buffer, buffer.count, 0) <= 0 { return clock.now - start }
                }
                var byte = bytes[index % bytes.count]
                index += 1
                _ = unsafe Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
            }
            throw Failure(description: "the connection was never cut")
        }
    }

    /// Waits for the server to end the connection, without reading what it sends. Returns how long that took.
    func waitForEnd() async throws -> Duration {
        try await blocking { [descriptor] in
            let clock = ContinuousClock()
            let start = clock.now
            var entry = pollfd(fd: descriptor, events: 0x2000, revents: 0)  // POLLRDHUP
            guard unsafe poll(&entry, 1, 60_000) > 0 else { throw Failure(description: "never ended") }
            return clock.now - start
        }
    }
}

extension RawClient {
    /// The kernel's name of the calling thread.
    static var threadName: String {
        (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
    }
}
