package import Crypto
internal import DiscordTypes
package import HTTPServer
package import Logging

/// The interactions endpoint as a part of the program: its routes, and its work in the background.
package final class InteractionsService: Sendable {
    package struct Configuration: Sendable {
        /// The application's key: `DISCORD_PUBLIC_KEY`.
        package var publicKey: Ed25519PublicKey
        /// Seals the tokens of owed replies; stays the same over restarts. 16 bytes or more.
        package var replySecret: SecretBytes
        /// Where people find the web pages: `TIMMYBOT_PUBLIC_URL`.
        package var publicURL: String?

        package init(publicKey: Ed25519PublicKey, replySecret: SecretBytes, publicURL: String?) {
            self.publicKey = publicKey
            self.replySecret = replySecret
            self.publicURL = publicURL
        }
    }

    private let endpoint: InteractionsEndpoint
    private let pending: PendingReplies

    package init(
        _ configuration: Configuration, dependencies: EndpointDependencies, log: Logger, time: TimeSource = .system
    ) throws {
        let registry = CommandRegistry.standard
        pending = PendingReplies(
            dependencies: dependencies, seal: try ReplySeal(secret: configuration.replySecret), registry: registry,
            time: time, log: log)
        let responder = InteractionResponder(
            planner: ErrandPlanner(registry: registry, publicURL: configuration.publicURL),
            dependencies: dependencies, pending: pending, time: time, timing: EndpointTiming(), log: log)
        endpoint = InteractionsEndpoint(
            gate: SignatureGate(key: configuration.publicKey), responder: responder, dependencies: dependencies,
            time: time, log: log)
    }

    /// `POST /interactions`, and `GET /healthz`, which says that this process answers.
    package func addRoutes(to router: inout Router) {
        let endpoint = endpoint
        router.on(.post, "/interactions") { request in
            let answer = await endpoint.answer(
                signatures: request.headers.values(of: SignatureGate.signatureHeader),
                timestamps: request.headers.values(of: SignatureGate.timestampHeader), body: request.body)
            return Response(answer)
        }
        router.on(.get, "/healthz") { _ in .json(Array(#"{"status":"ok"}"#.utf8)) }
    }

    /// Finishes the replies that were put off, those of earlier runs included, until cancelled.
    package func run() async {
        await pending.run()
    }
}

extension Response {
    fileprivate init(_ answer: EndpointAnswer) {
        switch answer.status {
        case 200: self = .json(answer.body)
        case 401: self = .bytes(answer.body, type: "text/plain; charset=utf-8", status: .unauthorized)
        default: self = .bytes(answer.body, type: "text/plain; charset=utf-8", status: .badRequest)
        }
    }
}
