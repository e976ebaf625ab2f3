/// What the simulated Discord is asked, one JSON line each (`Tests/DiscordSimulator/README.md`).
struct SimulatorCommand: Encodable, Sendable {
    var id: Int?
    var `do`: String
    var url: String?
    var command: String?
    var files: [String: String]?
    var options: [String: String]?
    var path: String?
    var points: Int?
    var timeout: Double?

    init(_ name: String) { self.do = name }
}

/// What it answers; each command fills some of it.
struct SimulatorAnswer: Decodable, Sendable {
    struct Jitter: Decodable, Sendable {
        var p50: Double
        var p99: Double
        var worst: Double
    }

    var id: Int?
    var ok: Bool
    var error: String?
    var reply: String?
    var seconds: Double?
    var firstPacketMs: Double?
    var replyMs: Double?
    var received: Int?
    var lost: Int?
    var undecryptable: Int?
    var encrypted: Int?
    var jitterMs: Jitter?
    var loudnessDb: Double?
    var envelope: [Double]?
    var code: String?
}

/// Its first line.
struct SimulatorDescription: Decodable, Sendable {
    var environment: [String: String]
}
