internal import Addresses
package import Crypto
package import DiscordTypes
package import Foundation
package import Logging

/// The settings of all parts, read once at the start and checked as a whole.
package struct Settings: Sendable {
    package enum LogFormat: String, CaseIterable, Sendable {
        case text, json
    }

    package struct TLS: Sendable, Equatable {
        package var certificate: String
        package var key: String
    }

    package var discordToken: SecretText?
    package var applicationID: ApplicationID?
    package var discordClientSecret: SecretText?
    /// 64 hexadecimal digits.
    package var publicKey: String?
    package var publicURL: String?
    package var bind: String
    package var port: Int
    package var tls: TLS?
    package var trustedProxies: [String]
    package var dataDirectory: URL
    package var operatorIDs: [UserID]
    package var jobSecret: SecretText?
    package var nodeURL: String
    package var nodeBind: String
    package var nodePort: Int
    package var metricsToken: SecretText?
    package var aloneTimeout: Duration
    package var allowlistIsOn: Bool
    package var maximumServers: Int
    package var operatorWebhookURL: SecretText?
    /// Monthly costs in dollars by what they are for.
    package var prices: [(name: String, dollars: Double)]
    package var stageEncryptionIsOn: Bool
    package var logLevel: Logger.Level
    package var logFormat: LogFormat
    package var discordAPIURL: String
    package var discordOAuthURL: String
    package var caFile: String?
    package var mediaAllow: [String]
    package var ffmpeg: String
    /// Keys that seal linked accounts, where they don't come from a file.
    package var vaultKeys: SecretText?
    package var vaultKeysFile: URL?
    package var providers: ProviderSettings
    package var ytDlp: YtDlp
    /// Tracks of one list at most.
    package var playlistLimit: Int
    /// Lists in lists.
    package var playlistNesting: Int
    /// Hours after which a track ends that is no live stream.
    package var trackHours: Int
    package var lyricsURL: String

    /// Throws `SettingsError` with the first thing that is wrong. Nothing is required here: `credentials()` asks.
    package init(environment: [String: String], directory: URL) throws {
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let reader = SettingsReader(source: try SettingsSource(environment: environment, directory: directory))
        discordToken = reader.secret(.discordToken)
        discordClientSecret = reader.secret(.discordClientSecret)
        applicationID = try reader.optional(.discordApplicationID, "a number of up to 20 digits") { ApplicationID($0) }
        publicKey = try reader.optional(.discordPublicKey, "64 hexadecimal digits") { text in
            text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
        }
        publicURL = try reader.optional(.publicURL, "an http or https address", SettingsReader.webAddress)
        bind = try reader.required(.bind, "an IP address") { IPAddress($0) == nil ? nil : $0 }
        port = try reader.required(.port, "a port from 0 to 65535", SettingsReader.port)
        trustedProxies = try reader.list(.trustedProxies, "networks such as 10.0.0.0/8, separated by commas") { $0 }
        dataDirectory = try reader.required(.dataDirectory, "a folder") {
            URL(fileURLWithPath: $0, isDirectory: true, relativeTo: directory)
        }
        operatorIDs = try reader.list(.operatorIDs, "Discord user ids, separated by commas") { UserID($0) }
        jobSecret = reader.secret(.jobSecret)
        nodeBind = try reader.required(.nodeBind, "an IP address") { IPAddress($0) == nil ? nil : $0 }
        nodePort = try reader.required(.nodePort, "a port from 0 to 65535", SettingsReader.port)
        metricsToken = reader.secret(.metricsToken)
        aloneTimeout = try reader.required(.aloneTimeout, "seconds from 1 to 86400") { text in
            Int(text).flatMap { (1...86_400).contains($0) ? .seconds($0) : nil }
        }
        allowlistIsOn = try reader.isOn(.allowlist)
        maximumServers = try reader.number(.maximumServers, 0...100_000)
        operatorWebhookURL = try reader.optional(.operatorWebhookURL, "an http or https address") {
            SettingsReader.webAddress($0).map { SecretText($0) }
        }
        prices = try reader.list(.prices, "amounts such as machine=7.50, separated by commas", SettingsReader.price)
        stageEncryptionIsOn = try reader.isOn(.stageEncryption)
        _ = try reader.required(.store, "sqlite") { $0 == "sqlite" ? $0 : nil }
        logLevel = try reader.required(.logLevel, "trace, debug, info, notice, warning, error or critical") {
            Logger.Level(rawValue: $0)
        }
        logFormat = try reader.required(.logFormat, "text or json") { LogFormat(rawValue: $0) }
        discordAPIURL = try reader.required(.discordAPIURL, "an http or https address", SettingsReader.webAddress)
        discordOAuthURL = try reader.required(
            .discordOAuthURL, "an http or https address", SettingsReader.webAddress)
        caFile = reader.source.text(.caFile)
        mediaAllow = try reader.list(.mediaAllow, "networks such as 127.0.0.1/32, separated by commas") { $0 }
        lyricsURL = try reader.required(.lyricsURL, "an http or https address", SettingsReader.webAddress)
        ffmpeg = try reader.required(.ffmpeg, "a program") { $0 }
        vaultKeys = reader.secret(.vaultKeys)
        vaultKeysFile = reader.source.text(.vaultKeysFile).map { URL(fileURLWithPath: $0, relativeTo: directory) }
        providers = try ProviderSettings(reader)
        ytDlp = try YtDlp(reader, directory: directory)
        playlistLimit = try reader.number(.playlistLimit, 1...10_000)
        playlistNesting = try reader.number(.playlistNesting, 1...5)
        trackHours = try reader.number(.trackHours, 1...100)
        let host = nodeBind.contains(":") ? "[\(nodeBind)]" : nodeBind
        nodeURL =
            try reader.optional(.nodeURL, "an http or https address", SettingsReader.webAddress)
            ?? "http://\(host):\(nodePort)"
        tls = try Self.tls(reader.source)
    }

    private static func tls(_ source: SettingsSource) throws(SettingsError) -> TLS? {
        switch (source.text(.tlsCertificate), source.text(.tlsKey)) {
        case (nil, nil): nil
        case (let certificate?, let key?): TLS(certificate: certificate, key: key)
        case (.some, nil): throw .incompletePair(.tlsCertificate, .tlsKey)
        case (nil, .some): throw .incompletePair(.tlsKey, .tlsCertificate)
        }
    }
}
