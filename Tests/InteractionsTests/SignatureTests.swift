import Crypto
import SigningKey
import Synchronization
import Testing

@testable import Interactions

struct SignatureTests {
    static let body = Array(Body.ping.utf8)

    /// The status of a ping with these headers; nil headers are the right ones.
    func status(signatures: [String]? = nil, timestamps: [String]? = nil, body: [UInt8] = body) async throws -> UInt16 {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let right = bench.sign(body)
        return await endpoint.answer(
            signatures: signatures ?? [right.signature], timestamps: timestamps ?? [right.timestamp], body: body
        ).status
    }

    @Test func `a ping signed just now is answered`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let answer = await bench.post(Body.ping, to: endpoint)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"type":1}"#)
    }

    static let shapes: [(name: String, change: @Sendable (String) -> String)] = [
        ("63 bytes", { String($0.dropLast(2)) }),
        ("65 bytes", { $0 + "00" }),
        ("odd", { String($0.dropLast()) }),
        ("not hex", { "g" + $0.dropFirst() }),
        ("upper case", { $0.uppercased() }),
        ("empty", { _ in "" }),
        ("1 MB", { _ in String(repeating: "a", count: 1 << 20) }),
        ("blank in front", { " " + $0 }),
        ("0x in front", { "0x" + $0 }),
    ]

    @Test(arguments: 0..<shapes.count)
    func `R2 a signature of another form is refused`(index: Int) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let right = bench.sign(Self.body)
        let signature = Self.shapes[index].change(right.signature)
        let answer = await endpoint.answer(signatures: [signature], timestamps: [right.timestamp], body: Self.body)
        #expect(answer.status == 401, "\(Self.shapes[index].name)")
    }

    @Test func `R14 refusals are told of once a minute, with how many there were`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let right = bench.sign(Self.body)
        func refuse(_ times: Int) async {
            for _ in 0..<times {
                let answer = await endpoint.answer(signatures: [], timestamps: [right.timestamp], body: Self.body)
                #expect(answer.status == 401)
            }
        }
        await refuse(500)
        bench.time.advance(by: .seconds(59))
        await refuse(500)
        #expect(bench.log.lines.count == 1 && bench.log.lines[0].contains(#""count": 1]"#), "\(bench.log.lines)")
        bench.time.advance(by: .seconds(1))
        await refuse(500)
        #expect(bench.log.lines.count == 2, "\(bench.log.lines)")
        #expect(bench.log.lines.last?.contains(#""count": 1000]"#) == true, "\(bench.log.lines)")
        // Each is counted for the figures all the same.
        #expect(bench.results().count == 1_500)
    }

    @Test func `R3 each header is needed once`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let right = bench.sign(Self.body)
        let signatures: [[String]] = [[], [""], [right.signature, right.signature], [right.signature, ""]]
        let timestamps: [[String]] = [[], [""], [right.timestamp, right.timestamp], [right.timestamp, "0"]]
        for signature in signatures {
            let answer = await endpoint.answer(
                signatures: signature, timestamps: [right.timestamp], body: Self.body)
            #expect(answer.status == 401)
        }
        for timestamp in timestamps {
            let answer = await endpoint.answer(
                signatures: [right.signature], timestamps: timestamp, body: Self.body)
            #expect(answer.status == 401)
        }
    }

    @Test(arguments: [(-600, 401), (-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401), (600, 401)])
    func `R4 a timestamp may be 300 seconds away`(offset: Int64, status: UInt16) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (signature, timestamp) = bench.sign(
            Self.body, timestamp: String(bench.time.unixMilliseconds / 1_000 + offset))
        let answer = await endpoint.answer(signatures: [signature], timestamps: [timestamp], body: Self.body)
        #expect(answer.status == status)
    }

    @Test(arguments: [
        "17900000000", "01790000000", "179000000", "179000000a", "-790000000", "+790000000", " 790000000",
        "1790000000 ", "١٧٩٠٠٠٠٠٠٠",
    ])
    func `R4 a timestamp is ten decimal digits, even where it is signed`(timestamp: String) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (signature, _) = bench.sign(Self.body, timestamp: timestamp)
        let answer = await endpoint.answer(signatures: [signature], timestamps: [timestamp], body: Self.body)
        #expect(answer.status == 401)
    }

    @Test func `R5 a digit moved between timestamp and body is refused, though the signature holds`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let body = Array("123".utf8)
        let (signature, timestamp) = bench.sign(body)
        let shorter = String(timestamp.dropLast())
        let moved = Array(timestamp.suffix(1).utf8) + body
        let signatureBytes = try #require(Hex.decode(signature))
        #expect(bench.key.publicKey.isValid(signature: signatureBytes, for: Array(shorter.utf8) + moved))
        #expect(
            await endpoint.answer(signatures: [signature], timestamps: [shorter], body: moved).status == 401)
        #expect(
            await endpoint.answer(signatures: [signature], timestamps: [timestamp + "1"], body: Array("23".utf8)).status
                == 401)
    }

    static let alterations: [@Sendable ([UInt8]) -> [UInt8]] = [
        { $0 + [0x20] }, { [0x20] + $0 }, { $0 + [0x0A] }, { Array($0.dropLast()) }, { _ in [] },
        { $0.map { $0 == 0x31 ? 0x32 : $0 } },
        { _ in Array(#"{"application_id":"2","id":"1","type":1,"token":"tok","version":1}"#.utf8) },
    ]

    @Test(arguments: 0..<alterations.count)
    func `R7 a body that differs from the signed one is refused`(index: Int) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (signature, timestamp) = bench.sign(Self.body)
        let answer = await endpoint.answer(
            signatures: [signature], timestamps: [timestamp], body: Self.alterations[index](Self.body))
        #expect(answer.status == 401)
    }

    @Test func `R8 another key's signature is refused, a signed empty body is malformed`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (_, timestamp) = bench.sign(Self.body)
        let foreign = Ed25519SigningKey().signature(for: Array(timestamp.utf8) + Self.body)
        #expect(
            await endpoint.answer(signatures: [Hex.encode(foreign)], timestamps: [timestamp], body: Self.body).status
                == 401)
        #expect(try await status(body: []) == 400)
    }

    @Test func `R9 a mix of good and bad probes gets 200 and 401, nothing else`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        for probe in 0..<100 {
            let (signature, timestamp) = bench.sign(Self.body)
            let isGood = probe.isMultiple(of: 3)
            let sent = isGood ? signature : String(signature.reversed())
            let answer = await endpoint.answer(signatures: [sent], timestamps: [timestamp], body: Self.body)
            #expect(answer.status == (isGood ? 200 : 401))
        }
        // A flood of refusals is one line in the log.
        #expect(bench.log.lines.count == 1)
    }

    @Test func `nothing of an unverified body is looked at`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let answer = await endpoint.answer(
            signatures: [String(repeating: "0", count: 128)], timestamps: [bench.sign([]).timestamp],
            body: Array(Body.play("https://example.org/").utf8))
        #expect(answer == .unauthorized)
        #expect(bench.node.calls.count == 0)
        #expect(bench.store.content.withLock { $0.answers.isEmpty })
    }
}
