import Addresses
import HTTPClient
import LoopbackServer

extension HTTPClient {
    /// A client for loopback servers, without a guard.
    static func forTests(
        _ change: (inout HTTPClientConfiguration) -> Void = { _ in }
    ) throws -> HTTPClient {
        var configuration = HTTPClientConfiguration(userAgent: "TestAgent/1.0")
        change(&configuration)
        return try HTTPClient(configuration: configuration)
    }

    /// A client as users' URLs get it, which may reach 127.0.0.1 alone.
    static func guarded(allowing allowed: String = "127.0.0.1/32") throws -> HTTPClient {
        try HTTPClient(configuration: .untrusted(userAgent: "TestAgent/1.0", allowing: CIDR.list(allowed) ?? []))
    }
}

extension LoopbackServer {
    func url(_ path: String = "/", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }
}
