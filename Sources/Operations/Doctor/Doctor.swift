package import DiscordREST
internal import Foundation

/// `timmybot doctor`: looks at everything the bot needs, and says how to mend what is missing.
package struct Doctor: Sendable {
    /// How long a program may take to tell its version; Python's first start on a slow disk takes seconds.
    private static let patience: Duration = .seconds(30)

    let settings: Settings
    /// Nil where no token is set.
    private let rest: RESTClient?

    package init(settings: Settings, rest: RESTClient?) {
        self.settings = settings
        self.rest = rest
    }

    /// All findings, in the order a newcomer would mend them.
    package func examine() async -> [Finding] {
        var findings = [credentials, publicURL, signIn, operators, dataFolder]
        if let proxy { findings.append(proxy) }
        findings.append(port(settings.port, settings.bind, .port))
        findings.append(port(settings.nodePort, settings.nodeBind, .nodePort))
        findings.append(
            await program("ffmpeg", settings.ffmpeg, ["-version"], "apt-get install ffmpeg, or set TIMMYBOT_FFMPEG"))
        findings.append(
            await program(
                "yt-dlp", settings.ytDlp.python, ["-I", "-m", "yt_dlp", "--ignore-config", "--version"],
                "run scripts/setup, or set TIMMYBOT_YTDLP_PYTHON; without it only direct addresses, uploads, radio, HLS and "
                    + "SoundCloud play"))
        findings += files + linking
        if let rest { findings.append(await discord(rest)) }
        return findings
    }

    private var credentials: Finding {
        do throws(SettingsError) {
            let credentials = try settings.credentials()
            return .good("credentials", "complete, for application \(credentials.applicationID)")
        } catch {
            return settings.hasAnyCredential
                ? .broken("credentials", "\(error)", "set it in the environment or in .env")
                : .broken("credentials", "none are set", "README.md tells how to create the Discord application")
        }
    }

    private var publicURL: Finding {
        guard let url = settings.publicURL else {
            return .notice(
                "public address", "TIMMYBOT_PUBLIC_URL is not set",
                "set it to the address Discord reaches the endpoint by, such as https://music.example.org")
        }
        return url.hasPrefix("https://")
            ? .good("public address", "\(url)/interactions is the Interactions Endpoint URL for the developer portal")
            : .broken("public address", "\(url) is not https", "Discord calls https addresses only")
    }

    /// Somebody else ends TLS, and every visitor would have that somebody's address.
    private var proxy: Finding? {
        guard settings.publicURL?.hasPrefix("https://") == true, settings.tls == nil, settings.trustedProxies.isEmpty
        else { return nil }
        return .notice(
            "proxy",
            "TIMMYBOT_TRUSTED_PROXIES is not set: all visitors share the proxy's address and limits",
            "set it to the proxy's address as the endpoint sees it, such as 127.0.0.1/32")
    }

    private var signIn: Finding {
        guard let url = settings.publicURL, settings.discordClientSecret != nil else {
            return .notice(
                "signing in", "nobody can sign in on the web pages",
                "set TIMMYBOT_PUBLIC_URL and DISCORD_CLIENT_SECRET; docs/access-control.md tells how")
        }
        let redirect = "\(url)/sign-in/discord/callback"
        return .good("signing in", "\(redirect) is the redirect for the developer portal's page OAuth2")
    }

    private var operators: Finding {
        settings.operatorIDs.isEmpty
            ? .notice("operators", "nobody is one", "put your Discord user id into TIMMYBOT_OPERATOR_IDS")
            : .good("operators", "\(settings.operatorIDs.count)")
    }

    private var dataFolder: Finding {
        let path = settings.dataDirectory.path
        let probe = settings.dataDirectory.appendingPathComponent("probe-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: settings.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data("probe".utf8).write(to: probe)
            try FileManager.default.removeItem(at: probe)
            return .good("data folder", "\(path) can be written")
        } catch {
            return .broken("data folder", "\(path) can't be written", "make it writable, or set TIMMYBOT_DATA_DIR")
        }
    }

    private func port(_ port: Int, _ address: String, _ name: SettingName) -> Finding {
        let subject = name == .port ? "endpoint's port" : "node's port"
        guard port != 0 else { return .good(subject, "any free one") }
        return FreePorts.isFree(UInt16(clamping: port), on: address)
            ? .good(subject, "\(address):\(port) is free")
            : .notice(subject, "\(address):\(port) is in use", "fine if the bot is running; else set \(name.rawValue)")
    }

    private func program(
        _ name: String, _ path: String, _ arguments: [String], _ remedy: String
    ) async -> Finding {
        switch await InstalledProgram(path: path, arguments: arguments).answer(within: Self.patience) {
        case .said(let line): .good(name, line)
        case .missing: .broken(name, "\(path) was not found", remedy)
        case .failed: .broken(name, "\(path) does not run", remedy)
        case .silent:
            .broken(
                name, "\(path) gave no answer within \(Self.patience.components.seconds) seconds",
                "see what `\(([path] + arguments).joined(separator: " "))` waits for")
        }
    }

    private var files: [Finding] {
        var named: [(SettingName, String)] = []
        if let tls = settings.tls { named += [(.tlsCertificate, tls.certificate), (.tlsKey, tls.key)] }
        if let file = settings.caFile { named.append((.caFile, file)) }
        return named.map { name, path in
            FileManager.default.isReadableFile(atPath: path)
                ? .good(name.rawValue, "\(path) can be read")
                : .broken(name.rawValue, "\(path) can't be read", "check the path and its permissions")
        }
    }

    private func discord(_ rest: RESTClient) async -> Finding {
        do {
            let me = try await rest.me(within: .seconds(10))
            return .good("Discord", "the token belongs to \(me.username)")
        } catch .unauthorized {
            return .broken("Discord", "the token is refused", "reset it on the developer portal's page Bot")
        } catch {
            return .broken("Discord", "no answer: \(error)", "check this machine's way to \(settings.discordAPIURL)")
        }
    }
}
