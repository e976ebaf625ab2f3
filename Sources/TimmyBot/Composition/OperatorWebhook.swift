internal import Crypto
internal import Foundation
internal import HTTPClient
internal import Logging
internal import Operations

/// The operators' channel on Discord, by its webhook (Discord: "Webhook Resource", Execute Webhook).
struct OperatorWebhook {
    private struct Message: Encodable {
        struct Mentions: Encodable {
            var parse: [String] = []
        }

        var content: String
        var mentions = Mentions()

        private enum CodingKeys: String, CodingKey {
            case content
            case mentions = "allowed_mentions"
        }
    }

    private let url: SecretText
    private let http: HTTPClient
    private let logger: Logger

    /// Nil where no webhook is set.
    init?(_ settings: Settings, logger: Logger) throws {
        guard let url = settings.operatorWebhookURL else { return nil }
        self.url = url
        self.logger = logger
        http = try HTTPClient(
            configuration: HTTPClientConfiguration(
                userAgent: "DiscordBot (\(DiscordClients.projectURL), \(Version.text))",
                connection: ConnectionSettings(extraCAFile: settings.caFile)))
    }

    /// True where it was posted or never can be.
    func post(_ text: String) async -> Bool {
        guard let body = try? JSONEncoder().encode(Message(content: String(text.prefix(1900)))) else { return true }
        do {
            let response = try await http.send(
                HTTPRequest(
                    "POST", url.reveal, headers: ["Content-Type": "application/json"], body: Array(body),
                    timeout: .seconds(10)))
            if response.status == 404 || response.status == 401 {
                logger.warning("the operators' webhook is gone", metadata: ["status": "\(response.status)"])
                return true
            }
            return (200..<300).contains(response.status)
        } catch {
            return false
        }
    }
}
