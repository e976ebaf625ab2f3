internal import Addresses
internal import Crypto
internal import DiscordREST
internal import DiscordTypes
internal import HTTPClient
internal import Interactions
internal import Logging
internal import Operations
internal import VoiceNode
internal import WebSocket

/// The ways to Discord and to the web that a part of the bot uses.
struct DiscordClients {
    static let projectURL = "https://github.com/timmybot/timmybot"
    static let userAgent = "TimmyBot/\(Version.text) (+\(projectURL))"

    let rest: RESTClient
    private let settings: Settings

    init(_ settings: Settings, token: SecretText?, logger: Logger) throws {
        self.settings = settings
        var configuration = RESTConfiguration(
            baseURL: settings.discordAPIURL, token: nil, projectURL: Self.projectURL, version: Version.text)
        if let token {
            guard let token = BotToken(token.reveal) else {
                throw SettingsError.malformed(.discordToken, expected: "the token as the developer portal shows it")
            }
            configuration.token = token
        }
        var http = HTTPClientConfiguration(
            userAgent: configuration.userAgent, connection: Self.connection(settings))
        // Players' messages change in bursts: as many as change at a time, and some for what people wait for.
        http.keptConnections = 16
        let client = try HTTPClient(configuration: http)
        rest = RESTClient(configuration, http: client, log: logger)
    }

    /// Websockets to both gateways.
    func socketConnector() -> SocketConnector {
        DiscordSocket.connector(
            WebSocketConfiguration(userAgent: Self.userAgent, connection: Self.connection(settings)))
    }

    /// For what members ask to hear: guarded against private addresses.
    func mediaClient() throws -> HTTPClient {
        let allowed = try settings.mediaAllow.map { text in
            guard let network = CIDR(text) else {
                throw SettingsError.malformed(
                    .mediaAllow, expected: "networks such as 127.0.0.1/32, separated by commas")
            }
            return network
        }
        return try HTTPClient(configuration: .untrusted(userAgent: Self.userAgent, allowing: allowed))
    }

    /// For services that the operator chose; their addresses are configuration.
    func plainClient() throws -> HTTPClient {
        try HTTPClient(
            configuration: HTTPClientConfiguration(
                userAgent: Self.userAgent, connection: Self.connection(settings)))
    }

    /// What the gateway's machine asks before it connects.
    func botInfo() async throws -> GatewayBotInfo {
        do {
            return try await rest.gatewayBot()
        } catch .unauthorized {
            throw GatewayBotError.unauthorized
        } catch .rateLimited(let wait, _) {
            throw GatewayBotError.unavailable(retryAfter: wait)
        } catch {
            throw GatewayBotError.unavailable(retryAfter: nil)
        }
    }

    private static func connection(_ settings: Settings) -> ConnectionSettings {
        ConnectionSettings(extraCAFile: settings.caFile)
    }
}

extension DiscordClients {
    /// Puts a message in the place of a deferred reply; errors in the endpoint's words.
    var editOriginal: @Sendable (ApplicationID, InteractionToken, ComponentMessage) async throws -> Void {
        { [rest] application, token, message in
            do throws(RESTError) {
                try await rest.editOriginal(of: application, token: token, to: message)
            } catch .notFound {
                throw EditProblem.gone
            } catch .rateLimited(let wait, _) {
                throw EditProblem.rateLimited(retryAfter: wait)
            } catch .unauthorized, .forbidden, .rejected(status: 401, _, _) {
                // The token is not good any more, or never was: Discord says so in several ways.
                throw EditProblem.gone
            } catch .rejected {
                throw EditProblem.rejected
            } catch {
                throw EditProblem.failed
            }
        }
    }
}
