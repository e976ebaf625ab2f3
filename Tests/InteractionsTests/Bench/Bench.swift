import Access
import Crypto
import DiscordTypes
import Foundation
import Jobs
import Logging
import SigningKey
import Synchronization
import Testing

@testable import Interactions

/// The endpoint with everything around it in a test's hands.
final class Bench: Sendable {
    let time = ManualTime()
    let store = FakeStore()
    let node: FakeNode
    let discord = FakeDiscord()
    let key = Ed25519SigningKey()
    let log: LogRecorder
    let observations = Mutex<[InteractionObservation]>([])
    private let publicURL: String?
    private let registry: CommandRegistry

    init(
        _ node: FakeNode = FakeNode(.left), publicURL: String? = nil, registry: CommandRegistry = .standard
    ) {
        self.node = node
        self.publicURL = publicURL
        self.registry = registry
        log = LogRecorder()
    }

    var dependencies: EndpointDependencies {
        EndpointDependencies(
            claim: { id, _ in try await self.store.claim(id) },
            record: { answer, id in try await self.store.record(answer, id) },
            decide: { guild in
                try await self.store.behaviour.act()
                return self.store.content.withLock { $0.listed.contains(guild) ? .allowed : .notApproved(nil) }
            },
            deliver: { job, _ in try await self.node.deliver(job) },
            outcome: { job, _ in try await self.node.outcome(job) },
            save: { try await self.store.save($0) },
            remove: { try await self.store.remove($0) },
            saved: { try await self.store.saved() },
            editOriginal: { try self.discord.edit($0, $1, $2) },
            observe: { observation in self.observations.withLock { $0.append(observation) } })
    }

    /// A new endpoint on the same store: what a restart leaves.
    func start(
        _ dependencies: EndpointDependencies? = nil
    ) throws -> (endpoint: InteractionsEndpoint, pending: PendingReplies) {
        let dependencies = dependencies ?? self.dependencies
        let secret = SecretBytes(copying: Array("secret".utf8))
        let pending = PendingReplies(
            dependencies: dependencies, seal: try ReplySeal(secret: secret), registry: registry, time: time.source,
            log: log.logger)
        let responder = InteractionResponder(
            planner: ErrandPlanner(registry: registry, publicURL: publicURL), dependencies: dependencies,
            pending: pending, time: time.source, timing: EndpointTiming(), log: log.logger)
        let endpoint = InteractionsEndpoint(
            gate: SignatureGate(key: key.publicKey), responder: responder, dependencies: dependencies,
            time: time.source, log: log.logger)
        return (endpoint, pending)
    }

    func sign(_ body: [UInt8], timestamp: String? = nil) -> (signature: String, timestamp: String) {
        let timestamp = timestamp ?? String(time.unixMilliseconds / 1_000)
        return (Hex.encode(key.signature(for: Array(timestamp.utf8) + body)), timestamp)
    }

    func post(_ json: String, to endpoint: InteractionsEndpoint) async -> EndpointAnswer {
        let body = Array(json.utf8)
        let (signature, timestamp) = sign(body)
        return await endpoint.answer(signatures: [signature], timestamps: [timestamp], body: body)
    }

    func results() -> [InteractionObservation.Result] { observations.withLock { $0.map(\.result) } }
}

/// Bodies of interactions as Discord sends them.
enum Body {
    static let ping = #"{"id":"1","application_id":"2","type":1,"token":"tok","version":1}"#

    static func command(
        _ name: String, options: String = "[]", resolved: String = "{}", id: UInt64 = 1_000, guild: UInt64? = 10,
        locale: String = "en-US", permissions: UInt64 = 0
    ) -> String {
        interaction(
            type: "2", id: id, guild: guild, locale: locale, permissions: permissions,
            data: #"{"id":"5","name":"\#(name)","type":1,"options":\#(options),"resolved":\#(resolved)}"#)
    }

    static func play(_ text: String, id: UInt64 = 1_000) -> String {
        command("play", options: #"[{"name":"query","type":3,"value":"\#(text)"}]"#, id: id)
    }

    static func button(_ customID: String, id: UInt64 = 1_000, guild: UInt64? = 10) -> String {
        interaction(
            type: "3", id: id, guild: guild, data: #"{"custom_id":"\#(customID)","component_type":2}"#)
    }

    static func interaction(
        type: String, id: UInt64 = 1_000, guild: UInt64? = 10, locale: String = "en-US", permissions: UInt64 = 0,
        data: String
    ) -> String {
        let place = guild.map { guild in
            #""guild_id":"\#(guild)","channel_id":"11","member":{"user":{"id":"12","username":"ada","global_name":"Ada"},"#
                + #""nick":null,"permissions":"\#(permissions)"},"#
        }
        return #"{"id":"\#(id)","application_id":"2","token":"secret-token-\#(id)","version":1,"type":\#(type),"#
            + #"\#(place ?? #""user":{"id":"12","username":"ada"},"#)"locale":"\#(locale)","data":\#(data)}"#
    }
}

/// What an answer says, read back with Foundation.
struct Spoken {
    var type: Int?
    var flags: Int
    var text: String
    var raw: String

    init(_ answer: EndpointAnswer) throws {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        type = object?["type"] as? Int
        let data = object?["data"] as? [String: Any]
        flags = data?["flags"] as? Int ?? 0
        text = Self.texts(data?["components"]).joined(separator: "\n")
        raw = String(decoding: answer.body, as: UTF8.self)
    }

    var isEphemeral: Bool { flags & 64 != 0 }

    private static func texts(_ components: Any?) -> [String] {
        (components as? [[String: Any]] ?? []).flatMap { component in
            [component["content"] as? String].compactMap(\.self) + texts(component["components"])
        }
    }
}

extension ComponentMessage {
    /// All texts, one a line.
    var text: String { components.flatMap(\.texts).joined(separator: "\n") }
}

extension Component {
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .container(let parts, _): parts.flatMap(\.texts)
        case .separator, .row, .select: []
        }
    }
}

/// Keeps every line, to search them for secrets.
final class LogRecorder: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            recorder.kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }
}
