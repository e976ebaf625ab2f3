/// The settings there are, by the name that the environment, a `.env` file or a YAML file gives them.
package enum SettingName: String, CaseIterable, Sendable {
    case discordToken = "DISCORD_TOKEN"
    case discordApplicationID = "DISCORD_APPLICATION_ID"
    case discordPublicKey = "DISCORD_PUBLIC_KEY"
    case discordClientSecret = "DISCORD_CLIENT_SECRET"
    case publicURL = "TIMMYBOT_PUBLIC_URL"
    case bind = "TIMMYBOT_BIND"
    case port = "TIMMYBOT_PORT"
    case tlsCertificate = "TIMMYBOT_TLS_CERT"
    case tlsKey = "TIMMYBOT_TLS_KEY"
    case trustedProxies = "TIMMYBOT_TRUSTED_PROXIES"
    case dataDirectory = "TIMMYBOT_DATA_DIR"
    case operatorIDs = "TIMMYBOT_OPERATOR_IDS"
    case jobSecret = "TIMMYBOT_JOB_SECRET"
    case nodeURL = "TIMMYBOT_NODE_URL"
    case nodeBind = "TIMMYBOT_NODE_BIND"
    case nodePort = "TIMMYBOT_NODE_PORT"
    case metricsToken = "TIMMYBOT_METRICS_TOKEN"
    case aloneTimeout = "TIMMYBOT_ALONE_TIMEOUT"
    case allowlist = "TIMMYBOT_ALLOWLIST"
    case maximumServers = "TIMMYBOT_MAX_SERVERS"
    case operatorWebhookURL = "TIMMYBOT_OPERATOR_WEBHOOK_URL"
    case prices = "TIMMYBOT_PRICES"
    case stageEncryption = "TIMMYBOT_STAGE_ENCRYPTION"
    case store = "TIMMYBOT_STORE"
    case logLevel = "TIMMYBOT_LOG_LEVEL"
    case logFormat = "TIMMYBOT_LOG_FORMAT"
    case discordAPIURL = "TIMMYBOT_DISCORD_API_URL"
    case discordOAuthURL = "TIMMYBOT_DISCORD_OAUTH_URL"
    case caFile = "TIMMYBOT_CA_FILE"
    case mediaAllow = "TIMMYBOT_MEDIA_ALLOW"
    case ffmpeg = "TIMMYBOT_FFMPEG"
    case settingsFile = "TIMMYBOT_SETTINGS_FILE"

    /// Whether the value must never be shown, and may come from a file named in `<NAME>_FILE`.
    package var isSecret: Bool {
        switch self {
        case .discordToken, .discordClientSecret, .jobSecret, .metricsToken, .operatorWebhookURL: true
        default: false
        }
    }

    /// What stands where nothing is set, as text; nil where nothing does.
    package var defaultText: String? {
        switch self {
        case .bind, .nodeBind: "127.0.0.1"
        case .port: "8080"
        case .nodePort: "8081"
        case .dataDirectory: "./data"
        case .aloneTimeout: "300"
        case .allowlist, .stageEncryption: "on"
        case .maximumServers: "50"
        case .store: "sqlite"
        case .logLevel: "info"
        case .logFormat: "text"
        case .discordAPIURL: "https://discord.com/api/v10"
        case .discordOAuthURL: "https://discord.com"
        case .ffmpeg: "ffmpeg"
        default: nil
        }
    }

    /// One line for people: what it is for.
    package var summary: String {
        switch self {
        case .discordToken: "The bot's token, from the developer portal's page Bot"
        case .discordApplicationID: "The application's id, from the page General Information"
        case .discordPublicKey: "The application's public key, 64 hexadecimal digits, from the same page"
        case .discordClientSecret: "The application's client secret, from the page OAuth2"
        case .publicURL: "The address browsers and Discord see, such as https://music.example.org"
        case .bind: "Address the endpoint listens on"
        case .port: "Port the endpoint listens on"
        case .tlsCertificate: "Certificate chain (PEM); without it the endpoint speaks plain HTTP, for a proxy in front"
        case .tlsKey: "Private key (PEM) of the certificate"
        case .trustedProxies: "Networks whose X-Forwarded-For is believed, such as 10.0.0.0/8"
        case .dataDirectory: "Folder of the databases and the generated secret"
        case .operatorIDs: "Discord user ids of the operators, separated by commas"
        case .jobSecret: "Secret the two parts share; made and kept in the data folder where none is set"
        case .nodeURL: "Where the endpoint finds the voice node; derived from the next two where none is set"
        case .nodeBind: "Address the voice node's internal port listens on"
        case .nodePort: "The voice node's internal port"
        case .metricsToken: "Bearer token that opens /metrics; without one it answers loopback addresses only"
        case .aloneTimeout: "Seconds alone in a channel after which the bot leaves"
        case .allowlist: "on: only approved servers are served; off: every server"
        case .maximumServers: "How many servers may be approved; operators can change it on their page"
        case .operatorWebhookURL: "Address of a Discord channel's webhook that hears of new requests"
        case .prices: "Monthly costs in dollars, such as machine=7.50,traffic=2; shown on the operator's page"
        case .stageEncryption: "on: offer end-to-end encryption in stage channels too; off: not there"
        case .store: "Where records are kept; sqlite"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        case .logFormat: "text or json"
        case .discordAPIURL: "Discord's REST address, for tests"
        case .discordOAuthURL: "Where people sign in with Discord, for tests"
        case .caFile: "One more certificate authority (PEM) to trust for https and wss"
        case .mediaAllow: "Networks that media may come from although they are private, such as 127.0.0.1/32"
        case .ffmpeg: "The ffmpeg program: a path, or a name looked up in PATH"
        case .settingsFile: "A .env or YAML file with settings; ./.env is read where it exists"
        }
    }

    /// Names of the tests' own that are let through.
    static let foreignNames: Set<String> = [
        "TIMMYBOT_VECTORS_DIR", "TIMMYBOT_ONLY", "TIMMYBOT_BINARY", "TIMMYBOT_PYTHON", "TIMMYBOT_LIFELINE",
    ]
}
