import Foundation
import Logging
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct TLSTests {
    private static var router: Router {
        var router = Router()
        router.on(.get, "/secure") { .text($0.isSecure ? "secure." : "plain.") }
        router.on(.post, "/size") { .text("\($0.body.count).") }
        return router
    }

    private static let get = "GET /secure HTTP/1.1\r\nHost: a\r\n\r\n"

    private func withTLS(
        _ certificate: TestCertificate, configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        try await withServer(
            Self.router,
            configure: {
                $0.certificate = .init(certificate: certificate.certificate, key: certificate.key)
                configure(&$0)
            }, body)
    }

    @Test func `a reloaded certificate is shown to new connections, and open ones live on`() async throws {
        let certificate = try TestCertificate(name: "first")
        try await withTLS(certificate) { server in
            let old = try await TLSClient.connect(server.port)
            #expect(old.serverName == "first")
            let before = try await old.exchange(Self.get, until: "secure.")
            #expect(before.hasPrefix("HTTP/1.1 200 "))
            #expect(before.contains("Strict-Transport-Security: max-age="))

            try certificate.write(name: "second")
            try server.server.reloadCertificate()
            let new = try await TLSClient.connect(server.port)
            #expect(new.serverName == "second")
            #expect(try await new.exchange(Self.get, until: "secure.").hasSuffix("secure."))
            #expect(try await old.exchange(Self.get, until: "secure.").hasSuffix("secure."))
        }
    }

    @Test func `an unusable certificate is refused, and the old one stays`() async throws {
        let certificate = try TestCertificate(name: "good")
        let other = try TestCertificate(name: "other")
        try await withTLS(certificate) { server in
            let key = try Data(contentsOf: URL(fileURLWithPath: certificate.key))
            for bad in [try Data(contentsOf: URL(fileURLWithPath: other.key)), Data("nonsense".utf8), Data()] {
                try bad.write(to: URL(fileURLWithPath: certificate.key))
                #expect(throws: ServerError.self) { try server.server.reloadCertificate() }
            }
            try key.write(to: URL(fileURLWithPath: certificate.key))
            try Data("nonsense".utf8).write(to: URL(fileURLWithPath: certificate.certificate))
            #expect(throws: ServerError.self) { try server.server.reloadCertificate() }
            try FileManager.default.removeItem(atPath: certificate.certificate)
            #expect(throws: ServerError.self) { try server.server.reloadCertificate() }
            let client = try await TLSClient.connect(server.port)
            #expect(client.serverName == "good")
        }
    }

    @Test func `certificates may be reloaded under load`() async throws {
        let certificate = try TestCertificate(name: "load")
        try await withTLS(certificate) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            let client = try await TLSClient.connect(server.port)
                            #expect(try await client.exchange(Self.get, until: "secure.").hasSuffix("secure."))
                        }
                    }
                }
                for _ in 0..<20 { try server.server.reloadCertificate() }
                try await group.waitForAll()
            }
        }
    }

    @Test func `R11 a body that grows too long is cut off under TLS too`() async throws {
        let certificate = try TestCertificate(name: "limit")
        try await withTLS(certificate, configure: { $0.bodyLimit = 1000 }) { server in
            let client = try await TLSClient.connect(server.port)
            let head = "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let text = try await client.exchange(
                head + "1388\r\n" + String(repeating: "a", count: 5000) + "\r\n", until: "Body too large\n")
            #expect(text.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `R12 a TLS handshake that drips in is cut off`() async throws {
        let certificate = try TestCertificate(name: "slow")
        try await withTLS(certificate, configure: { $0.requestDeadline = .milliseconds(400) }) { server in
            let client = try RawClient.connect(server.port)
            // The start of a ClientHello that announces 512 bytes.
            let hello: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + [UInt8](repeating: 7, count: 400)
            let duration = try await client.drip(hello, every: 10)
            #expect(duration < .seconds(20))
            let silent = try RawClient.connect(server.port)
            #expect(try await silent.receive().isEmpty)
        }
    }

    @Test func `plain HTTP on a TLS port gets nothing`() async throws {
        let certificate = try TestCertificate(name: "plain")
        try await withTLS(certificate) { server in
            let text = try await server.exchange(Array(Self.get.utf8))
            #expect(!text.contains("HTTP/1.1 200"))
        }
        #expect(throws: ServerError.self) {
            var configuration = ServerConfiguration()
            configuration.certificate = .init(certificate: "/nonexistent", key: "/nonexistent")
            _ = try Server(configuration: configuration, router: Router(), logger: .init(label: "test"))
        }
    }
}
