import Foundation
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)), .serialized)
struct LimitTests {
    private static let limit = 256 * 1024

    private var router: Router {
        var router = Router()
        router.on(.post, "/size") { .text(String($0.body.count)) }
        router.on(.get, "/ping") { _ in .text("pong") }
        return router
    }

    private static func chunk(_ count: Int) -> [UInt8] {
        Array("\(String(count, radix: 16))\r\n".utf8) + [UInt8](repeating: 0x61, count: count) + Array("\r\n".utf8)
    }

    private static let chunkedHead = Array("POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)

    @Test func `a body of exactly the limit is taken, announced or in chunks`() async throws {
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            let body = [UInt8](repeating: 0x61, count: Self.limit)
            try await client.send(
                Array("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.limit)\r\n\r\n".utf8) + body)
            let announced = try #require(try await reader.next())
            #expect(announced.body == String(Self.limit))
            try await client.send(
                Self.chunkedHead + Self.chunk(100_000) + Self.chunk(Self.limit - 100_000) + Array("0\r\n\r\n".utf8))
            let chunked = try #require(try await reader.next())
            #expect(chunked.body == String(Self.limit))
        }
    }

    @Test(arguments: ["262145", "99999999999", "9223372036854775808", "99999999999999999999999"])
    func `R11 a body announced too long is refused before it comes`(length: String) async throws {
        try await withServer(router) { server in
            let text = try await server.exchange(
                Array(
                    "POST /size HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n".utf8))
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test func `R11 a chunked body that grows too long is refused when it ends`() async throws {
        try await withServer(router) { server in
            let text = try await server.exchange(
                Self.chunkedHead + Self.chunk(Self.limit) + Self.chunk(1) + Array("0\r\n\r\n".utf8))
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            let records = await server.records.wait(for: 1)
            #expect(records[0].status == .contentTooLarge)
        }
    }

    @Test func `R11 an endless chunked body is cut off and costs no memory`() async throws {
        try await withServer(router) { server in
            func flood() async throws -> String {
                let client = try RawClient.connect(server.port)
                try await client.send(Self.chunkedHead)
                let chunk = Self.chunk(64 * 1024)
                // 64 MB, far more than the server takes before it ends the connection.
                for _ in 0..<1024 {
                    do { try await client.send(chunk) } catch { break }
                }
                return try await client.receiveToEnd()
            }
            _ = try await flood()
            let before = Self.residentBytes
            for _ in 0..<10 {
                let text = try await flood()
                #expect(text.hasPrefix("HTTP/1.1 413 "))
                #expect(text.contains("X-Content-Type-Options: nosniff\r\n"))
                #expect(text.hasSuffix("\r\n\r\nBody too large\n"))
            }
            #expect(Self.residentBytes - before < 16 << 20)
        }
    }

    @Test func `the client is asked for a body it announced with Expect`() async throws {
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            try await client.send(
                "POST /size HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            let interim = String(decoding: try await client.receive(), as: UTF8.self)
            #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("abc")
            let response = try #require(try await ResponseReader(client).next())
            #expect(response.body == "3")
        }
    }

    @Test func `R13 connections beyond the limit wait, and are served once others go`() async throws {
        try await withServer(router, configure: { $0.connectionLimit = 8 }) { server in
            var held: [RawClient] = []
            for _ in 0..<8 {
                let client = try RawClient.connect(server.port)
                try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try #require(try await ResponseReader(client).next())
                #expect(response.status == 200)
                held.append(client)
            }
            let waiting = try (0..<4).map { _ in try RawClient.connect(server.port) }
            for client in waiting {
                try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            }
            // The kernel holds them; a place must be freed for each before it is answered.
            let records = await server.records.wait(for: 8)
            #expect(records.count == 8)
            held.removeAll()
            for client in waiting {
                let text = try await client.receiveToEnd()
                #expect(text.hasSuffix("pong"))
            }
        }
    }

    @Test func `R13 a flood of connections leaves the server working`() async throws {
        try await withServer(router, configure: { $0.connectionLimit = 16 }) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let client = try RawClient.connect(server.port)
                        if index.isMultiple(of: 3) { return client.reset() }
                        try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        #expect(try await client.receiveToEnd().hasSuffix("pong"))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `an address may have only so many connections`() async throws {
        try await withServer(router, configure: { $0.connectionLimitPerAddress = 2 }) { server in
            var held: [RawClient] = []
            for _ in 0..<2 {
                let client = try RawClient.connect(server.port)
                try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await ResponseReader(client).next()
                held.append(client)
            }
            let refused = try RawClient.connect(server.port)
            #expect(try await refused.receive().isEmpty)
            held.removeAll()
            // The place is free once the server has noticed.
            var status: Int?
            while status != 200 {
                let client = try RawClient.connect(server.port)
                try? await client.send("GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                status = try await ResponseReader(client).next()?.status
            }
        }
    }

    /// Of this process, from the kernel.
    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4096 } ?? 0
    }
}
