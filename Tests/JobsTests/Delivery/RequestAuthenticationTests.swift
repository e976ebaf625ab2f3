import Crypto
import Jobs
import Testing

struct RequestAuthenticationTests {
    static let secret = SecretBytes(copying: Array("0123456789abcdef0123456789abcdef".utf8))
    static let time: Int64 = 1_790_000_000
    /// Computed by Python's hmac module over the text the contract describes.
    static let signature = "9ff3847d4732c9ceb4ae413142641116602b5293aac14991cee6241cca495773"

    /// A request as the node receives it.
    struct Received: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var timestamp: String? = "1790000000"
        var signature: String? = RequestAuthenticationTests.signature
        var method = "POST"
        var target = "/v1/guilds/7/jobs?wait=1500"
        var body = #"{"a":1}"#
        var now = RequestAuthenticationTests.time

        init(_ description: String, _ change: (inout Received) -> Void = { _ in }) {
            testDescription = description
            change(&self)
        }
    }

    private func accepts(_ request: Received, secret: SecretBytes = secret) throws -> Bool {
        try #require(RequestAuthentication(secret: secret)).accepts(
            timestamp: request.timestamp, signature: request.signature, method: request.method,
            target: request.target, body: Array(request.body.utf8), at: request.now)
    }

    @Test func `the signature is the one another implementation computes`() throws {
        let stamp = try #require(RequestAuthentication(secret: Self.secret)).sign(
            method: "POST", target: "/v1/guilds/7/jobs?wait=1500", body: Array(#"{"a":1}"#.utf8), at: Self.time)
        #expect(stamp == RequestAuthentication.Stamp(timestamp: "1790000000", signature: Self.signature))
    }

    @Test(arguments: [
        Received("as signed"),
        Received("30 s late") { $0.now += 30 },
        Received("30 s early") { $0.now -= 30 },
    ])
    func `a genuine request is accepted`(request: Received) throws {
        #expect(try accepts(request))
    }

    @Test(arguments: [
        Received("31 s late") { $0.now += 31 },
        Received("31 s early") { $0.now -= 31 },
        Received("clock at 1970") { $0.now = 0 },
        Received("another method") { $0.method = "GET" },
        Received("method in lower case") { $0.method = "post" },
        Received("another guild") { $0.target = "/v1/guilds/8/jobs?wait=1500" },
        Received("another query") { $0.target = "/v1/guilds/7/jobs?wait=1501" },
        Received("no query") { $0.target = "/v1/guilds/7/jobs" },
        Received("another body") { $0.body = #"{"a":2}"# },
        Received("a longer body") { $0.body += " " },
        Received("no body") { $0.body = "" },
        Received("another timestamp") { $0.timestamp = "1790000001" },
        Received("bytes moved over a newline") {
            $0.target = "/v1/guilds/7/jobs"
            $0.body = "?wait=1500\n" + $0.body
        },
        Received("no timestamp") { $0.timestamp = nil },
        Received("empty timestamp") { $0.timestamp = "" },
        Received("signed timestamp") { $0.timestamp = "+1790000000" },
        Received("timestamp of nine digits") { $0.timestamp = "179000000" },
        Received("timestamp of eleven digits") { $0.timestamp = "01790000000" },
        Received("timestamp with a blank") { $0.timestamp = " 790000000" },
        Received("timestamp in other digits") { $0.timestamp = "１７９0000000" },
        Received("no signature") { $0.signature = nil },
        Received("empty signature") { $0.signature = "" },
        Received("short signature") { $0.signature?.removeLast(2) },
        Received("odd signature") { $0.signature?.removeLast() },
        Received("long signature") { $0.signature? += "00" },
        Received("upper-case signature") { $0.signature = $0.signature?.uppercased() },
        Received("signature that is no hex") { $0.signature = String(repeating: "zz", count: 32) },
        Received("signature of zeros") { $0.signature = String(repeating: "00", count: 32) },
    ])
    func `anything else is refused`(request: Received) throws {
        #expect(try !accepts(request))
    }

    @Test func `each bit of the signature counts`() throws {
        let bytes = try #require(Hex.decode(Self.signature))
        for bit in 0..<256 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(try !accepts(Received("bit \(bit)") { $0.signature = Hex.encode(changed) }))
        }
    }

    @Test func `another secret makes another signature`() throws {
        #expect(try !accepts(Received("as signed"), secret: .random(count: 32)))
    }

    @Test func `a secret of fewer than sixteen bytes is none`() {
        #expect(RequestAuthentication(secret: .random(count: 15)) == nil)
        #expect(RequestAuthentication(secret: .random(count: 16)) != nil)
    }
}
